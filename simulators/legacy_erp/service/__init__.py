"""The use cases of the back office: reading pages, keeping orders, posting."""
