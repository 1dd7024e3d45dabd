"""What channels are told of the books, kept here so that a channel can afford to ask."""
