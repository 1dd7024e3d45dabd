"""The shop's use cases: selling and showing, looking things up, and saying it to others."""
