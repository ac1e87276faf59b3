"""The compiled search: ruin and recreate over flat arrays. `search` is its face; start reading at `state`.

`layout` makes a problem into arrays, `steps` is what is compiled and changes them, `worker` decides how.
"""

from logistics.routing.search.engine import Searched, search
from logistics.routing.search.known import knows_all_of
from logistics.routing.search.pace import Stand
from logistics.routing.search.warm import is_warm, prepare, warm_up

__all__ = ["Searched", "Stand", "is_warm", "knows_all_of", "prepare", "search", "warm_up"]
