"""The shop's own rules, in its own words; plain Python."""
