"""A problem as the search's arrays. `lay_out` is its face; start reading at `numbering`."""

from logistics.routing.search.layout.ground import Layout, lay_out

__all__ = ["Layout", "lay_out"]
