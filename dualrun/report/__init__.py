"""What a rehearsal has to say: to machines, to people, to a CI server."""
