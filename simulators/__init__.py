"""The neighbours: one folder a system, each in its own native shape."""
