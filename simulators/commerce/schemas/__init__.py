"""The shop's wire format, read and written in its native names."""
