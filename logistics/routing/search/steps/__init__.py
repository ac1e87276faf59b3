"""The compiled part: one step ruins some routes and rebuilds them, or swaps two tails, and is kept or undone.

`anneal` is where Python comes in; `links` and `trips` change the routes, `positions` and `rules` judge them.
"""
