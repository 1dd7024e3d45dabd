"""How does a request reach an application in this process, and what does it answer?"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, MutableMapping
from typing import Any

from dualrun.network.reply import Reply
from dualrun.network.request import Request

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
ASGIApp = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]


class Delivery:
    """One request handed to one application, in a task of the application's own.

    It goes on whether or not the caller still waits, as on a real wire: that is how a write happens whose
    answer nobody hears. `on_answer` is called once, with the last piece of the answer; what the application
    does after that keeps nobody waiting.
    """

    __slots__ = (
        "_app",
        "_chunks",
        "_ended",
        "_headers",
        "_on_answer",
        "_on_defect",
        "_read",
        "_request",
        "_status",
    )

    def __init__(
        self,
        app: ASGIApp,
        request: Request,
        on_answer: Callable[[Reply], None],
        on_defect: Callable[[str, BaseException], None],
    ) -> None:
        self._app = app
        self._request = request
        self._on_answer = on_answer
        self._on_defect = on_defect
        self._status = 0
        self._headers: list[tuple[bytes, bytes]] = []
        self._chunks: list[bytes] | None = []  # None once the answer is complete
        self._read = False
        self._ended: asyncio.Future[None] | None = None  # only for those who wait for the end

    async def serve(self) -> None:
        """Run the application on the request. An exception in it is answered with 500, and a defect."""
        try:
            await self._app(self._request.scope(), self._receive, self._send)
            if self._chunks is not None:
                raise RuntimeError(f"{self._request.operation}: the application ended without a whole answer")
        except Exception as error:  # noqa: BLE001  (whatever it is, it is the application's, and it is reported)
            self._on_defect(self._request.target, error)
            if self._chunks is not None:
                self._status, self._headers = 500, [(b"content-type", b"text/plain")]
                self._chunks = [b"Internal Server Error"]
                self._answer()

    async def _receive(self) -> Message:
        if not self._read:
            self._read = True
            return {"type": "http.request", "body": self._request.body, "more_body": False}
        if self._chunks is not None:
            self._ended = self._ended or asyncio.get_running_loop().create_future()
            await asyncio.shield(self._ended)
        return {"type": "http.disconnect"}

    async def _send(self, message: Message) -> None:
        if self._chunks is None:
            return
        if message["type"] == "http.response.start":
            self._status = message["status"]
            self._headers = message.get("headers", [])
        elif message["type"] == "http.response.body":
            self._chunks.append(message.get("body", b""))
            if not message.get("more_body", False):
                self._answer()

    def _answer(self) -> None:
        chunks = self._chunks or []
        self._chunks = None
        if self._ended is not None:
            self._ended.set_result(None)
        body = b"" if self._request.method == "HEAD" else chunks[0] if len(chunks) == 1 else b"".join(chunks)
        self._on_answer(Reply(self._status, _Headers(self._headers), bytes(body)))


class _Headers(Mapping[str, str]):
    """The headers of an answer, read when somebody looks at one: hardly anybody does."""

    __slots__ = ("_named", "_raw")

    def __init__(self, raw: list[tuple[bytes, bytes]]) -> None:
        self._raw = raw
        self._named: dict[str, str] | None = None

    def _read(self) -> dict[str, str]:
        if self._named is None:
            self._named = {}
            for name, value in self._raw:
                key, text = name.decode("latin-1").lower(), value.decode("latin-1")
                self._named[key] = f"{self._named[key]}, {text}" if key in self._named else text
        return self._named

    def __getitem__(self, name: str) -> str:
        return self._read()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._read())

    def __len__(self) -> int:
        return len(self._read())
