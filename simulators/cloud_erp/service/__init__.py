"""The use cases: signing in, sales documents, subscriptions."""
