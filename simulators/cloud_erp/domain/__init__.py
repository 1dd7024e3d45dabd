"""Customers, items and sales documents, and what may be done to them."""
