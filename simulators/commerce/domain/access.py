"""Who may use the shop's interface, as whom, and for how long at a time."""

from collections.abc import Mapping
from dataclasses import dataclass

ADMIN_TOKEN_LASTS_S = 4 * 3600.0
CUSTOMER_TOKEN_LASTS_S = 3600.0
INTEGRATION_USER: Mapping[str, str] = {"username": "integration", "password": "rehearsal-only-1"}
"""The one integration user; these words open nothing but this simulator."""
INTEGRATION_TOKEN = "rehearsal-only-integration-token"
"""The access token of an activated integration: it has no end."""
BUYER_PASSWORD = "rehearsal-only-2"
"""With which the buyers of the seed sign in."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls: staff and integrations may do everything, a buyer what is their own."""

    name: str
    customer_id: int = 0  # nought for staff

    @property
    def is_staff(self) -> bool:
        """Whether this is no buyer."""
        return not self.customer_id


@dataclass(frozen=True, slots=True)
class Token:
    """A bearer token's holder and its end on the shop's clock."""

    caller: Caller
    ends_s: float


INTEGRATION = Caller("integration")
