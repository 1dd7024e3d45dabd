"""What every simulator shares: its world, its shell, its capacity, its way of calling out."""
