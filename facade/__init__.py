"""The integration layer: routes, orchestrates and transforms between channels and systems of record."""
