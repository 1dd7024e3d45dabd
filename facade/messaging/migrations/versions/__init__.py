"""The revisions, oldest first. One that has been released is never changed, only followed by another."""
