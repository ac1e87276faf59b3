"""`logistics print-agent`: prints what waits for this office's label printer, beside which it runs."""

from logistics.cli.print_agent.command import command

__all__ = ["command"]
