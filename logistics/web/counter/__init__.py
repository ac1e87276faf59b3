"""The clerk's counter: one field for every scan, walk-in shipments, acceptance, labels."""

from logistics.web.counter import acceptance, desk, label_choice, labels, packing, void, walk_in
from logistics.web.counter.blueprint import blueprint

__all__ = ["acceptance", "blueprint", "desk", "label_choice", "labels", "packing", "void", "walk_in"]
