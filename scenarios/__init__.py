"""The rehearsal library: one file a scenario."""
