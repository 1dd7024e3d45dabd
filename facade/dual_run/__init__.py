"""Runs a port over two systems, compares the answers, counts the verdicts."""
