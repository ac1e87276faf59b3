"""Highland Post: logistics and last-mile tracking for places that maps forget."""

__version__ = "0.1.0"
