"""The pages of this installation, field by field."""
