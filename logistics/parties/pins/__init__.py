"""Where households really are: told by drivers on the spot, put right by staff, doubted where it cannot be."""
