"""How calls leave the façade: each system behind a breaker, a bulkhead and a retry budget of its own."""
