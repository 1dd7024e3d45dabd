"""How the fulfilment house is spoken to: GraphQL behind a token that runs out, its errors as the façade's."""

from collections.abc import Mapping
from typing import Any

from facade.adapters.site_client import SiteClient
from facade.errors import SystemRefusedError, SystemTimeoutError, SystemUnavailableError
from facade.ports import Wire
from facade.settings import SystemSettings

SYSTEM = "threepl_graphql"
CREDITS = 30
CODES = {4: "invalid_value", 5: "not_found", 8: "already_exists", 9: "not_enough_inventory"}
WORDS = {
    "canceled": "order_cancelled",
    "packed_out": "order_already_picked",
    "fulfilled": "order_already_picked",
}
"""What the house says of an order's status when that is why it refuses."""

Trail = Mapping[str, str]


class GraphQlWire:
    """One account of the house, query by query."""

    def __init__(self, wire: Wire, settings: SystemSettings) -> None:
        self._wire = wire
        self._settings = settings
        self._client = self._signed_in(settings.credentials["token"])

    async def ask(self, field: str, query: str, trail: Trail, **variables: Any) -> Mapping[str, Any]:
        """Send a query and give what its one root field answers.

        Raises:
            SystemUnavailableError, SystemTimeoutError, SystemRefusedError: see facade/errors.py.
        """
        body = {"query": query, "variables": variables}
        trail = {**trail, "x-apollo-operation-name": field}
        try:
            answer = await self._client.ask("POST", "/graphql", trail, body)
        except SystemRefusedError as refusal:
            if refusal.code != "token_expired":
                raise
            await self._renew()
            answer = await self._client.ask("POST", "/graphql", trail, body)
        errors = answer.get("errors") if isinstance(answer, dict) else None
        if isinstance(errors, list) and errors and isinstance(errors[0], dict):
            raise _refusal(errors[0])
        data = answer.get("data") if isinstance(answer, dict) else None
        inside = data.get(field) if isinstance(data, dict) else None
        if not isinstance(inside, dict):
            raise SystemTimeoutError(SYSTEM, f"{field}: the answer cannot be read")
        return inside

    async def _renew(self) -> None:
        """Take a new token; whoever else needs one at the same moment takes another, which is no harm."""
        asked = {"refresh_token": self._settings.credentials["refresh_token"]}
        named = {"x-apollo-operation-name": "refresh_token"}
        granted = await self._client.ask("POST", "/auth/refresh", named, asked)
        token = granted.get("access_token") if isinstance(granted, dict) else None
        if not isinstance(token, str):
            raise SystemTimeoutError(SYSTEM, "POST /auth/refresh: the answer has no token")
        self._client = self._signed_in(token)

    def _signed_in(self, token: str) -> SiteClient:
        key = {"authorization": f"Bearer {token}"}
        return SiteClient(SYSTEM, self._wire, self._settings, key, "code")


def _refusal(error: Mapping[str, Any]) -> SystemUnavailableError | SystemRefusedError:
    code, message = error.get("code"), str(error.get("message", ""))[:500]
    if code == CREDITS:
        wait = str(error.get("time_remaining", "")).partition(" ")[0]
        wait_s = float(wait) if wait.isdecimal() else None
        return SystemUnavailableError(SYSTEM, message, wait_s, undone=True)
    status = error.get("status")
    word = WORDS.get(status) if isinstance(status, str) else None
    return SystemRefusedError(SYSTEM, word or _word(code), message)


def _word(code: object) -> str:
    return CODES.get(code, str(code)) if isinstance(code, int) else str(code)
