"""How much of an item may be promised, to whom, and from when on."""
