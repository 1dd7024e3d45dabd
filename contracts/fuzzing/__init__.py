"""What a fuzz run rests on beside schemathesis: rules of the business, links, a baseline, and its records."""
