"""The façade's API, asked as its operator."""

from base64 import b64encode
from collections.abc import Awaitable, Callable
from typing import Any

import orjson

from dualrun.errors import UsageError
from dualrun.network.live import LiveWire

Ask = Callable[[str], Awaitable[Any]]
NOT_KNOWN = (400, 401)
NO_FACADE = "what answers there is no façade; `dualrun up` shows where one is"
CONTROL, ORDERS = "/v1/control/", "/v1/"


async def signed_in(wire: LiveWire, facade: str, client: str, below: str = CONTROL) -> Ask:
    """Give what asks a façade's API by path, the control API unless another part is named.

    Raises:
        UsageError: nobody answers there, or does not know the client; so does asking.
    """
    name, _, secret = client.partition("=")
    form = {
        "authorization": f"Basic {b64encode(f'{name}:{secret}'.encode()).decode()}",
        "content-type": "application/x-www-form-urlencoded",
    }

    async def sent(method: str, path: str, headers: dict[str, str], body: bytes = b"") -> Any:
        try:
            reply = await wire.send(method, f"{facade}{path}", headers=headers, body=body)
        except (TimeoutError, ConnectionError, ValueError) as error:
            raise UsageError(f"--facade {facade}: {error}") from None
        if path == TOKEN and reply.status in NOT_KNOWN:
            raise UsageError(f"--client {name}: the façade does not know it so")
        if reply.status != 200:
            raise UsageError(f"--facade {facade}: HTTP {reply.status} to a look at {path.partition('?')[0]}")
        try:
            return orjson.loads(reply.body)
        except ValueError:
            raise UsageError(f"--facade {facade}: {NO_FACADE}") from None

    async def bearer() -> dict[str, str]:
        token = await sent("POST", TOKEN, form, b"grant_type=client_credentials")
        if not isinstance(token, dict) or not isinstance(token.get("access_token"), str):
            raise UsageError(f"--facade {facade}: {NO_FACADE}")
        return {"authorization": f"Bearer {token['access_token']}"}

    await bearer()

    async def ask(path: str) -> Any:
        return await sent("GET", f"{below}{path}", await bearer())

    return ask


TOKEN = "/oauth2/token"
