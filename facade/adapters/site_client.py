"""How does a call to a warehouse's REST interface end? In an answer, or in one of three errors.

The own warehouse and the provider differ in words and signatures, not in this: what an answer, a refusal, a
silence and a busy signal mean for whoever must decide whether to look, to wait or to give up.
"""

from collections.abc import Iterable, Mapping
from math import isfinite
from typing import Any
from urllib.parse import quote

import orjson

from facade.canonical.xref import CrossReference
from facade.errors import (
    NoticeRefusedError,
    SystemRefusedError,
    SystemTimeoutError,
    SystemUnavailableError,
    UnknownCodeError,
)
from facade.ports import Reply, Wire
from facade.settings import SystemSettings

_RETRY_AFTER = ("retry-after", "x-retry-after")


class SiteClient:
    """Calls one site; `code_field` is where its refusals carry their code."""

    def __init__(
        self, system: str, wire: Wire, settings: SystemSettings, key: Mapping[str, str], code_field: str
    ) -> None:
        self._system = system
        self._wire = wire
        self._url = settings.url
        self._timeout_s = settings.timeout_s
        self._headers = {"content-type": "application/json", "accept": "application/json", **key}
        self._code_field = code_field

    async def ask(
        self,
        method: str,
        path: str,
        trail: Mapping[str, str],
        document: object = None,
        echo: Mapping[str, object] | None = None,
    ) -> Any:
        """Call and give the answer's document.

        An accepted call whose answer cannot be read, or does not `echo` what was asked, counts as unanswered:
        the site may have acted, and what came back is somebody else's or broken.

        Raises:
            SystemUnavailableError: nobody is there, or the site is busy or broken.
            SystemTimeoutError: no answer, or none that can be read.
            SystemRefusedError: the site said no; `code` is its own.
        """
        action = f"{method} {path}"
        body = b"" if document is None else orjson.dumps(document)
        headers = {**self._headers, **trail}
        try:
            reply = await self._wire.send(
                method, self._url + path, headers=headers, body=body, timeout_s=self._timeout_s
            )
        except TimeoutError:
            raise SystemTimeoutError(self._system, action) from None
        except ConnectionError as error:
            undone = isinstance(error, ConnectionRefusedError)
            raise SystemUnavailableError(
                self._system, str(error) or "no connection", undone=undone
            ) from error
        if not 200 <= reply.status < 300:
            raise self._error(reply)
        answer = self._parsed(reply, action)
        for field, value in (echo or {}).items():
            if not isinstance(answer, dict) or answer.get(field) != value:
                raise SystemTimeoutError(self._system, f"{action}: the answer is not about {field} {value}")
        return answer

    async def ask_list(self, path: str, trail: Mapping[str, str], field: str = "") -> list[Mapping[str, Any]]:
        """Read a list of documents, the whole answer or one field of it. Raises as `ask`."""
        answer = await self.ask("GET", path, trail)
        return listing(answer, field, self._system)

    def number(self, document: Mapping[str, Any], field: str) -> str:
        """Give the site's own number out of an answer, as text.

        Raises:
            SystemTimeoutError: there is none, so nobody knows what the site did.
        """
        number = document.get(field)
        if type(number) is not int:
            raise SystemTimeoutError(self._system, f"the answer has no {field}")
        return str(number)

    def _parsed(self, reply: Reply, action: str) -> Any:
        try:
            return orjson.loads(reply.body)
        except orjson.JSONDecodeError:
            raise SystemTimeoutError(self._system, f"{action}: the answer cannot be read") from None

    def _error(self, reply: Reply) -> SystemUnavailableError | SystemRefusedError:
        if reply.status == 429 or not 400 <= reply.status < 500:
            wait_s, undone = _retry_after_s(reply.headers), reply.status == 429
            return SystemUnavailableError(self._system, f"HTTP {reply.status}", wait_s, undone=undone)
        try:
            document = orjson.loads(reply.body)
        except orjson.JSONDecodeError:
            document = None
        if not isinstance(document, dict):
            document = {}
        code = str(document.get(self._code_field, f"HTTP {reply.status}"))
        return SystemRefusedError(self._system, code, str(document.get("message", ""))[:500])


def listing(answer: Any, field: str, system: str) -> list[Mapping[str, Any]]:
    """Give the list of documents that an answer is, or that one field of it holds.

    Raises:
        SystemTimeoutError: it is none.
    """
    rows = answer if not field else answer.get(field) if isinstance(answer, dict) else None
    if not isinstance(rows, list) or not all(isinstance(entry, dict) for entry in rows):
        raise SystemTimeoutError(system, f"the answer is no list of documents{field and f' in {field}'}")
    return rows


def listed(xref: CrossReference, item_ids: Iterable[str]) -> dict[str, str]:
    """Give the items that a site lists, by its own code; what it does not list is not there."""
    codes: dict[str, str] = {}
    for item_id in item_ids:
        try:
            codes[xref.native("item", item_id)] = item_id
        except UnknownCodeError:
            continue
    return codes


def in_query(text: str) -> str:
    """Make text safe to stand in a query."""
    return quote(text, safe="")


def notice_field(document: object, field: str, kind: type) -> Any:
    """Give a field of a notice.

    Raises:
        NoticeRefusedError: it is missing or of another kind.
    """
    value = document.get(field) if isinstance(document, dict) else None
    if type(value) is not kind:
        raise NoticeRefusedError(f"{field}: expected {kind.__name__}, found {type(value).__name__}")
    return value


def notice_document(body: bytes) -> Mapping[str, Any]:
    """Parse a notice.

    Raises:
        NoticeRefusedError: it is no JSON object.
    """
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise NoticeRefusedError(f"body: not JSON: {error}") from None
    if not isinstance(document, dict):
        raise NoticeRefusedError(f"body: expected an object, found {type(document).__name__}")
    return document


def _retry_after_s(headers: Mapping[str, str]) -> float | None:
    """Read how long to wait; a date or nonsense says nothing, and the caller backs off on its own."""
    for name in _RETRY_AFTER:
        try:
            seconds = float(headers.get(name, ""))
        except ValueError:
            continue
        if isfinite(seconds) and seconds >= 0:
            return seconds
    return None
