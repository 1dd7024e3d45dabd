"""The surface: experience API, intake of notices, control."""
