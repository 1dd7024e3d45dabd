"""Who offers the load: one module a kind of user."""
