"""A Pact broker in a folder: begin without a server, and move to a real one by changing a URL."""
