"""Who may use the shop's own interface, and for how long at a time."""

from collections.abc import Mapping

TOKEN_LASTS_S = 4 * 3600.0
INTEGRATION_USER: Mapping[str, str] = {"username": "integration", "password": "rehearsal-only-1"}
"""The one integration user; these words open nothing but this simulator."""
