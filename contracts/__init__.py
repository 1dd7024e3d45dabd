"""What each consumer relies on, and whether its provider keeps to it."""
