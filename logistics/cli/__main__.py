"""`python -m logistics.cli`, the same as `logistics`: for processes that start each other."""

import importlib

# By name: nothing in logistics imports config, and this is a start from outside.
importlib.import_module("config").command()
