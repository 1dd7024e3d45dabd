"""One seeded run of a scenario: who acts, who breaks things, who judges."""
