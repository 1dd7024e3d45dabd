"""Rehearse an ERP migration a thousand times before doing it once."""

__version__ = "0.1.0"
