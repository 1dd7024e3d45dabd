"""What is kept of a run: a page for people, a document for machines, JUnit for a CI server, tables as CSV."""
