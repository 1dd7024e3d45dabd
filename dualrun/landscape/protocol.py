"""HTTP as our own servers speak it: no head without end, a reason for a refusal, and a way to break off."""

import sys
from itertools import chain
from typing import Any

import httptools
from starlette.requests import ClientDisconnect
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from simulators.chassis.fault_playing import ABORT

HEAD_BYTES_MAX = 65_536
HEADERS_MAX = 200
LINGERS_S = 1.0
"""So long is read and thrown away what comes after a refusal: cut off at once, it would hide the refusal."""
REASON_LENGTH_MAX = 200
TOO_LARGE = (
    f"the request line and headers are too large: at most {HEAD_BYTES_MAX} bytes in {HEADERS_MAX} headers\n"
).encode()
REFUSAL = (
    b"HTTP/1.1 %b\r\ncontent-type: text/plain; charset=utf-8\r\n"
    b"content-length: %d\r\nconnection: close\r\n\r\n%b"
)


class GuardedProtocol(HttpToolsProtocol):
    """The server's own protocol, which sets no bound to a head and does not say what is wrong with one."""

    _is_in_head = False
    _is_deaf = False
    _begun = 0
    _head = 0
    _piece = 0

    def data_received(self, data: bytes) -> None:
        """Read what has come, unless it is the rest of what was refused."""
        if self._is_deaf:
            return
        begun, self._piece = self._begun, len(data)
        super().data_received(data)
        if self._is_in_head and begun == self._begun:  # the first piece may hold the end of another
            self._head += len(data)
            if self._head > HEAD_BYTES_MAX:
                self._refuse(b"431 Request Header Fields Too Large", TOO_LARGE)

    def on_message_begin(self) -> None:
        """Begin to count, and hand the application the means to break the connection off."""
        self._begun += 1
        self._is_in_head, self._head = True, 0
        super().on_message_begin()
        self.scope["extensions"] = {ABORT: {"call": self.transport.abort}}

    def on_headers_complete(self) -> None:
        """Pass on a head that is not too large."""
        self._is_in_head = False
        is_long = self._head + self._piece > HEAD_BYTES_MAX and self._size() > HEAD_BYTES_MAX
        if is_long or len(self.headers) > HEADERS_MAX:
            raise HeadTooLargeError
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        """Say what is wrong with a request that cannot be read."""
        error = sys.exc_info()[1]
        error = error.__context__ if isinstance(error, httptools.HttpParserCallbackError) else error
        if isinstance(error, HeadTooLargeError):
            self._refuse(b"431 Request Header Fields Too Large", TOO_LARGE)
        else:
            reason = f"{msg} {error or ''}".strip().encode("ascii", "replace")
            self._refuse(b"400 Bad Request", reason[:REASON_LENGTH_MAX] + b"\n")

    def _size(self) -> int:
        return len(self.url) + sum(map(len, chain.from_iterable(self.headers)))

    def _refuse(self, status: bytes, reason: bytes) -> None:
        """Answer, and listen no more."""
        self._is_deaf = True
        self.transport.write(REFUSAL % (status, len(reason), reason))
        self.loop.call_later(LINGERS_S, self.transport.close)


class HeadTooLargeError(httptools.HttpParserError):
    """The head came at once, and is too large."""


class WhileHeard:
    """Lets go of a request whose caller has gone away: nobody is left to be told, and nothing is wrong."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve a request as long as somebody listens."""
        try:
            await self._app(scope, receive, send)
        except ClientDisconnect:
            return
