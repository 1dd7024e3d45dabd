"""The systems whose promises are verified: how each gets into the states that pacts ask for."""
