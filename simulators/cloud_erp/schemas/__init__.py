"""How the records look on the wire: entity types, metadata, query options, bodies."""
