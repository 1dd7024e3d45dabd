"""The live wire between systems: HTTP/1.1 over connections that are kept, and no more of HTTP than they need.

A general client costs eight times as much for every call. What is out of the ordinary (TLS, odd characters,
other methods) is for `live.LiveWire`.
"""

import asyncio
import re
from collections.abc import Mapping

import httptools

from dualrun.network.reply import Reply

CONNECTIONS_MAX = 100
IDLE_S_MAX = 4.0
"""Servers close a connection that has been idle for five seconds; a call must not meet it half closed."""
PLAIN_URL = re.compile(r"http://([A-Za-z0-9.-]{1,255}):([0-9]{1,5})((?:/[!-~]*)?)")
PLAIN_METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})
_SAFE_ONLY = ("GET",)

Place = tuple[str, int]


class _Connection(asyncio.Protocol):
    """One connection, and the one answer that is awaited on it."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.idle_since_s = 0.0
        self.is_lost = False
        self.has_heard = False
        self._ends_with_connection = False
        self._awaited: asyncio.Future[Reply] | None = None

    def ask(self, message: bytes, loop: asyncio.AbstractEventLoop) -> asyncio.Future[Reply]:
        """Send a request and give what its answer will be."""
        assert self.transport is not None, "a connection is made before it is used"
        self.has_heard = self._ends_with_connection = False
        self._awaited = loop.create_future()
        self._parser = httptools.HttpResponseParser(self)
        self._headers: dict[str, str] = {}
        self._chunks: list[bytes] = []
        self.transport.write(message)
        return self._awaited

    def close(self) -> None:
        """Let go of the connection."""
        self.is_lost = True
        if self.transport is not None:
            self.transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        assert isinstance(transport, asyncio.Transport) or hasattr(transport, "write")
        self.transport = transport  # type: ignore[assignment]  # uvloop's transports do not inherit

    def data_received(self, data: bytes) -> None:
        """Read on; what nobody has asked for ends the connection."""
        if self._awaited is None:
            self.close()
            return
        self.has_heard = True
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError as error:
            self._fail(ConnectionError(f"an answer that is no HTTP: {error}"))
            self.close()

    def connection_lost(self, error: Exception | None) -> None:
        """End what is awaited, if anything is."""
        self.is_lost = True
        if error is None and self._ends_with_connection:
            self.on_message_complete()
        self._fail(ConnectionResetError(f"the connection broke before the answer was whole: {error}"))

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take in a header; those sent twice are joined."""
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        known = self._headers.get(key)
        self._headers[key] = text if known is None else f"{known}, {text}"

    def on_headers_complete(self) -> None:
        """See how the body will end: an answer that does not say so ends with its connection."""
        self._ends_with_connection = not self._headers.keys() & {"content-length", "transfer-encoding"}

    def on_body(self, body: bytes) -> None:
        """Take in a piece of the body."""
        self._chunks.append(body)

    def on_message_complete(self) -> None:
        """Give the answer to whoever waits for it."""
        awaited, self._awaited = self._awaited, None
        if not self._parser.should_keep_alive():
            self.close()
        if awaited is not None and not awaited.done():
            status = self._parser.get_status_code()
            awaited.set_result(Reply(status, self._headers, b"".join(self._chunks)))

    def _fail(self, error: Exception) -> None:
        awaited, self._awaited = self._awaited, None
        if awaited is not None and not awaited.done():
            awaited.set_exception(error)


class KeptAliveWire:
    """Calls over plain HTTP; whoever gives up closes the connection, for its answer is nobody's any more."""

    def __init__(self) -> None:
        self._idle: dict[Place, list[_Connection]] = {}
        self._room = asyncio.Semaphore(CONNECTIONS_MAX)

    @staticmethod
    def takes(method: str, url: str) -> bool:
        """Say whether a call is ordinary enough."""
        return method in PLAIN_METHODS and PLAIN_URL.fullmatch(url) is not None

    async def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        body: bytes = b"",
        timeout_s: float = 10.0,
    ) -> Reply:
        """Call a neighbour and give its answer, whatever the status.

        Raises:
            TimeoutError: no answer in time; the neighbour may have acted all the same.
            ConnectionError: nobody is there, or the connection broke before an answer.
        """
        found = PLAIN_URL.fullmatch(url)
        if found is None:
            raise ValueError(f"no plain address: {url!r}")
        host, port, path = found[1], int(found[2]), found[3] or "/"
        message = _written(method, f"{host}:{port}", path, headers, body)
        try:
            async with self._room, asyncio.timeout(timeout_s):
                return await self._exchange((host, port), message, is_safe=method in _SAFE_ONLY)
        except TimeoutError:
            raise TimeoutError(f"{url} gave no answer to {method} within {timeout_s} s") from None
        except OSError as error:
            raise ConnectionError(f"{method} {url}: {error}") from error

    async def close(self) -> None:
        """Let go of every connection."""
        for connections in self._idle.values():
            for connection in connections:
                connection.close()
        self._idle.clear()

    async def _exchange(self, place: Place, message: bytes, *, is_safe: bool) -> Reply:
        """Ask over a kept connection; if it was shut meanwhile, a safe question goes over a new one."""
        kept = self._kept(place, asyncio.get_running_loop().time())
        if kept is not None:
            try:
                return await self._ask(kept, place, message)
            except ConnectionError:
                if kept.has_heard or not is_safe:
                    raise
        _, made = await asyncio.get_running_loop().create_connection(_Connection, *place)
        return await self._ask(made, place, message)

    async def _ask(self, connection: _Connection, place: Place, message: bytes) -> Reply:
        loop = asyncio.get_running_loop()
        try:
            reply = await connection.ask(message, loop)
        except BaseException:
            connection.close()
            raise
        if not connection.is_lost:
            connection.idle_since_s = loop.time()
            self._idle.setdefault(place, []).append(connection)
        return reply

    def _kept(self, place: Place, now_s: float) -> _Connection | None:
        connections = self._idle.get(place)
        while connections:
            connection = connections.pop()
            if not connection.is_lost and now_s - connection.idle_since_s < IDLE_S_MAX:
                return connection
            connection.close()
        return None


def _written(method: str, host: str, path: str, headers: Mapping[str, str], body: bytes) -> bytes:
    lines = [f"{method} {path} HTTP/1.1\r\nhost: {host}"]
    for name, value in headers.items():
        lines.append(f"{name}: {value}")
    if body or method != "GET":
        lines.append(f"content-length: {len(body)}")
    head = "\r\n".join(lines)
    if head.count("\n") != len(lines) or head.count("\r") != len(lines) or "\x00" in head:
        raise ValueError("a header with a line break in it")
    return f"{head}\r\n\r\n".encode() + body
