"""Benchmarks: commands, never part of the suite. Ratios against a peer in the same run, not wall times."""
