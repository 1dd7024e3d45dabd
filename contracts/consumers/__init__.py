"""What each consumer relies on: one file a pair, written from the consumer's side alone."""
