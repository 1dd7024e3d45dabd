"""How a decision leaves the façade: in the same commit as the state, and at least once."""
