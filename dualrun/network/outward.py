"""The way out to addresses that others have named: it connects to nothing that is not out in the open.

A name is resolved once, every address is checked, and the connection goes to what was checked: a name that
leads elsewhere a moment later leads nowhere.
"""

import asyncio
import socket
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from ipaddress import ip_address
from typing import Any

from dualrun.network.reply import Reply
from facade.adapters.targets import Resolve, TargetRefusedError, TargetRules, check_address, read_target


async def resolve(host: str, port: int) -> Sequence[str]:
    """Give every address of a host."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(place[0]) for *_, place in found))


class Guard:
    """Implements aiohttp's resolver: gives the addresses of a name, or none if one may not be called."""

    def __init__(self, rules: TargetRules, resolve: Resolve = resolve) -> None:
        self._rules = rules
        self._resolve = resolve

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[dict[str, Any]]:
        """Resolve a name.

        Raises:
            OSError: it has no address, or one that is not out in the open.
        """
        found = await self._resolve(host, port)
        try:
            for address in found:
                check_address(ip_address(address.partition("%")[0]), self._rules)
        except TargetRefusedError as refused:
            raise OSError(f"{host}: {refused}") from None
        return [
            {
                "hostname": host,
                "host": address,
                "port": port,
                "family": socket.AF_INET6 if ":" in address else socket.AF_INET,
                "proto": 0,
                "flags": socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            }
            for address in found
        ]

    async def close(self) -> None:
        """Hold nothing, so let go of nothing."""


class OutwardWire:
    """A live wire through the guard; it loads its HTTP client on the first call, and `stack` closes it."""

    def __init__(self, stack: AsyncExitStack, rules: TargetRules, resolve: Resolve = resolve) -> None:
        self._stack = stack
        self._rules = rules
        self._guard = Guard(rules, resolve)
        self._wire: Any = None

    async def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        body: bytes = b"",
        timeout_s: float = 10.0,
    ) -> Reply:
        """Call as a live wire does.

        Raises:
            TimeoutError: no answer in time.
            ConnectionError: nobody is there, or nobody who may be called.
        """
        try:
            read_target(url, self._rules)  # no resolver ever sees a host that is written as a number
        except TargetRefusedError as refused:
            raise ConnectionError(f"{url}: {refused}") from None
        if self._wire is None:
            from dualrun.network.live import LiveWire, open_session

            session = open_session(resolver=self._guard)
            self._stack.push_async_callback(session.close)
            self._wire = LiveWire(session)
        reply: Reply = await self._wire.send(method, url, headers=headers, body=body, timeout_s=timeout_s)
        return reply
