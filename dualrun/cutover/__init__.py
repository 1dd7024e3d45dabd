"""The cutover weekend: what is open moves from the old book to the new one, task by task, under the clock."""
