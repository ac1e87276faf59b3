"""Instances of the literature: VRPLIB files, PyVRP's dialect of them, Solomon's tables, and our own JSON."""

from logistics.routing.instances.instance import Instance, Rounding
from logistics.routing.instances.reader import read_instance
from logistics.routing.instances.solution import read_solution, write_solution

__all__ = ["Instance", "Rounding", "read_instance", "read_solution", "write_solution"]
