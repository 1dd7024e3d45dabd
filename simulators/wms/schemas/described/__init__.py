"""What the answers look like, for those who read the API's document."""
