"""The way out of a live landscape, opened when somebody first goes out: many landscapes only ever answer."""

from collections.abc import Mapping
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from dualrun.network.reply import Reply

if TYPE_CHECKING:
    from dualrun.network.kept_alive import KeptAliveWire
    from dualrun.network.live import LiveWire


class OnDemandWire:
    """A live wire that loads its HTTP clients on the first call that needs them; `stack` closes them."""

    def __init__(self, stack: AsyncExitStack) -> None:
        self._stack = stack
        self._short: KeptAliveWire | None = None
        self._wire: LiveWire | None = None

    async def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        body: bytes = b"",
        timeout_s: float = 10.0,
    ) -> Reply:
        """Call a neighbour as a live wire does."""
        if self._short is None:
            from dualrun.network.kept_alive import KeptAliveWire

            self._short = KeptAliveWire()
            self._stack.push_async_callback(self._short.close)
        if self._short.takes(method, url):
            return await self._short.send(method, url, headers=headers, body=body, timeout_s=timeout_s)
        if self._wire is None:
            from dualrun.network.live import LiveWire, open_session

            session = open_session()
            self._stack.push_async_callback(session.close)
            self._wire = LiveWire(session)
        return await self._wire.send(method, url, headers=headers, body=body, timeout_s=timeout_s)


class WorldWire:
    """The way out of one world: whoever is called learns which world it was."""

    def __init__(self, wire: OnDemandWire, world: str) -> None:
        self._wire = wire
        self._named = {"x-dualrun-world": world}

    async def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        body: bytes = b"",
        timeout_s: float = 10.0,
    ) -> Reply:
        """Call a neighbour as the wire beneath does."""
        named = {**headers, **self._named}
        return await self._wire.send(method, url, headers=named, body=body, timeout_s=timeout_s)
