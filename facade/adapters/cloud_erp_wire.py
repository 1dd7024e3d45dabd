"""How the new book is spoken to: OData over HTTP behind a bearer token, its errors as the façade's."""

import asyncio
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import quote, urlencode

import orjson

from facade.adapters.trail import trail_headers
from facade.errors import FacadeError, SystemRefusedError, SystemTimeoutError, SystemUnavailableError
from facade.ports import Call, Clock, Reply, Wire
from facade.settings import SystemSettings

SYSTEM = "cloud_erp"
RENEW_BEFORE_S = 120.0  # a token this close to its end may run out while the call is on its way
TOO_MANY = 429
_AS_IT_IS: Mapping[str, str] = {"if-match": "*"}
_NOTHING: Mapping[str, str] = {}
_BUSY = (TOO_MANY, 502, 503, 504)

Record = dict[str, Any]


def equals(field: str, value: str) -> str:
    """Write a filter on one text field, ready for a query string."""
    doubled = value.replace("'", "''")
    return quote(f"{field} eq '{doubled}'", safe="")


def equals_one(field: str, values: Sequence[str]) -> str:
    """Write a filter that lets pass what has one of several texts in a field."""
    return "%20or%20".join([equals(field, value) for value in values])


class CloudErpWire:
    """One company of the new book, call by call."""

    def __init__(self, wire: Wire, settings: SystemSettings, clock: Clock) -> None:
        secrets, base = settings.credentials, settings.url.rstrip("/")
        self._wire = wire
        self._clock = clock
        self._timeout_s = settings.timeout_s
        environment = f"{base}/v2.0/{secrets['tenant']}/{secrets['environment']}"
        self._company = f"{environment}/api/v2.0/companies({secrets['company']})/"
        self._token_url = f"{base}/{secrets['tenant']}/oauth2/v2.0/token"
        self._form = urlencode(
            {
                "grant_type": "client_credentials",
                "client_id": secrets["client_id"],
                "client_secret": secrets["client_secret"],
                "scope": f"{base}/.default",
            }
        ).encode()
        self._token = ""
        self._renew_at = 0.0
        self._signing_in = asyncio.Lock()
        self._sign_ins = 0
        self._sign_in_failure: FacadeError | None = None

    async def get(self, path: str, call: Call) -> Record:
        """Read.

        Raises:
            SystemUnavailableError, SystemTimeoutError, SystemRefusedError: see facade/errors.py.
        """
        return _record(await self._send("GET", path, b"", call))

    async def rows(self, entity_set: str, query: str, call: Call) -> list[Record]:
        """Read the rows of an entity set that fit on one page, oldest first."""
        rows = (await self.get(f"{entity_set}?{query}", call)).get("value")
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise SystemUnavailableError(SYSTEM, f"an answer without the {entity_set} it is about")
        return rows

    async def post(self, path: str, content: Record, call: Call) -> Record:
        """Enter a record, or run an action; an answer without content gives an empty record.

        Raises:
            SystemUnavailableError, SystemTimeoutError, SystemRefusedError: see facade/errors.py.
        """
        reply = await self._send("POST", path, orjson.dumps(content, _as_number), call)
        return {} if reply.status == 204 else _record(reply)

    async def change(self, path: str, content: Record, call: Call) -> Record:
        """Change a record, whatever has become of it since it was read.

        Raises:
            SystemUnavailableError, SystemTimeoutError, SystemRefusedError: see facade/errors.py.
        """
        return _record(await self._send("PATCH", path, orjson.dumps(content, _as_number), call, _AS_IT_IS))

    async def _send(
        self, method: str, path: str, body: bytes, call: Call, more: Mapping[str, str] = _NOTHING
    ) -> Reply:
        action = f"{method} {path.partition('?')[0]}"
        token = await self._bearer(call)
        headers = {
            **trail_headers(call),
            "authorization": f"Bearer {token}",
            "content-type": "application/json",
            "accept": "application/json",
            **more,
        }
        try:
            reply = await self._wire.send(
                method, self._company + path, headers=headers, body=body, timeout_s=self._timeout_s
            )
        except TimeoutError:
            raise SystemTimeoutError(SYSTEM, action) from None
        except ConnectionError as error:
            undone = isinstance(error, ConnectionRefusedError)
            raise SystemUnavailableError(SYSTEM, f"{action}: {error}", undone=undone) from None
        if 200 <= reply.status < 300:
            return reply
        if reply.status == 401 and token == self._token:
            self._token = ""
        raise _failure(reply, action)

    async def _bearer(self, call: Call) -> str:
        """Give a token that will live long enough. One sign-in is in flight; whoever waits shares its end."""
        if self._is_fresh():
            return self._token
        before = self._sign_ins
        async with self._signing_in:
            if before == self._sign_ins and not self._is_fresh():
                try:
                    await self._sign_in(call)
                    self._sign_in_failure = None
                except FacadeError as error:
                    self._sign_in_failure = error
                finally:
                    self._sign_ins += 1
            if self._is_fresh():
                return self._token
            raise self._sign_in_failure or SystemUnavailableError(
                SYSTEM, "the sign-in was given up", undone=True
            )

    def _is_fresh(self) -> bool:
        return bool(self._token) and self._clock.monotonic() < self._renew_at

    async def _sign_in(self, call: Call) -> None:
        asked_at = self._clock.monotonic()
        headers = {**trail_headers(call), "content-type": "application/x-www-form-urlencoded"}
        try:
            reply = await self._wire.send(
                "POST", self._token_url, headers=headers, body=self._form, timeout_s=self._timeout_s
            )
        except (TimeoutError, ConnectionError) as error:
            raise SystemUnavailableError(SYSTEM, f"nobody signs us in: {error}", undone=True) from None
        if reply.status != 200:
            reason = f"the sign-in was answered {reply.status}"
            raise SystemUnavailableError(SYSTEM, reason, _wait_s(reply), undone=True)
        granted = _record(reply)
        token, lifetime_s = granted.get("access_token"), granted.get("expires_in")
        if not isinstance(token, str) or not token or not isinstance(lifetime_s, int | float):
            raise SystemUnavailableError(SYSTEM, "a sign-in without a token")
        self._token = token
        self._renew_at = asked_at + max(lifetime_s - RENEW_BEFORE_S, lifetime_s / 2)


def _failure(reply: Reply, action: str) -> FacadeError:
    if reply.status == 408:
        return SystemTimeoutError(SYSTEM, action)
    if reply.status in _BUSY or reply.status == 401 or not 400 <= reply.status < 500:
        undone = reply.status in (401, TOO_MANY)
        return SystemUnavailableError(SYSTEM, f"{action}: HTTP {reply.status}", _wait_s(reply), undone=undone)
    try:
        error = _record(reply)["error"]
        code, message = str(error["code"]), str(error["message"])
    except (SystemUnavailableError, KeyError, TypeError):
        code, message = f"http_{reply.status}", "refused without a reason"
    return SystemRefusedError(SYSTEM, code, message)


def _record(reply: Reply) -> Record:
    try:
        content = orjson.loads(reply.body)
    except orjson.JSONDecodeError as error:
        raise SystemUnavailableError(SYSTEM, f"an answer that is no JSON: {error}") from None
    if not isinstance(content, dict):
        raise SystemUnavailableError(SYSTEM, "an answer that is no JSON object")
    return content


def _wait_s(reply: Reply) -> float | None:
    said = reply.headers.get("retry-after", "")
    return float(said) if said.isascii() and said.isdecimal() else None


def _as_number(value: object) -> orjson.Fragment:
    if isinstance(value, Decimal):
        return orjson.Fragment(f"{value:f}")
    raise TypeError(type(value).__name__)
