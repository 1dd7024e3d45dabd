"""What will be rehearsed: the scenario file, and the demand that goes with it."""
