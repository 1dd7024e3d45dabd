"""What goes over the wire: one schema, queries within limits, requests read strictly, answers in pages.

The engine is loaded with the first query and not before: it takes longer to load than all the rest.
"""
