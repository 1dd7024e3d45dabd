"""A batch as MIME parts: the format of OData's first versions, which most client libraries still send.

Each part holds one call as HTTP/1.1 writes it; a part that is a multipart itself is a change set, whose calls
happen all or none.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from http import HTTPStatus
from itertools import groupby
from typing import Any

import orjson

from simulators.cloud_erp.errors import MalformedRequestError
from simulators.cloud_erp.schemas.batching import Operation, expect_few, told_apart

BOUNDARY = re.compile(r"""boundary=(?:"([^"]{1,200})"|([^\s;,"]{1,200}))""", re.IGNORECASE)
BLANK_LINE = re.compile(rb"\r?\n\r?\n")
REQUEST_LINE = re.compile(r"([A-Z]{3,10}) (\S{1,4000})(?: HTTP/1\.[01])?")
ANSWERS, CHANGES = "batchresponse", "changesetresponse"
Responses = Iterable[Mapping[str, Any]]


def read_operations(content_type: str, body: bytes) -> list[Operation]:
    """Read the calls of a batch.

    Raises:
        MalformedRequestError: it is no batch, one of its calls cannot be read, or there are too many.
        SameKeyError: two calls have one Content-ID.
    """
    operations: list[Operation] = []
    for number, (headers, content) in enumerate(_parts(content_type, body), 1):
        kind = headers.get("content-type", "")
        if kind.lower().startswith("multipart/"):
            inner = list(_parts(kind, content))
            operations += [
                _call(*part, f"{number}.{at}", f"changeset-{number}") for at, part in enumerate(inner, 1)
            ]
        else:
            operations.append(_call(headers, content, f"{number}", ""))
    expect_few(len(operations))
    return told_apart(operations)


def _parts(content_type: str, body: bytes) -> Iterator[tuple[dict[str, str], bytes]]:
    named = BOUNDARY.search(content_type)
    if named is None:
        raise MalformedRequestError("The content type of a multipart batch must name its boundary.")
    delimiter = (named[1] or named[2]).encode("latin-1", "replace")
    _, *parts = re.split(rb"(?:^|\r?\n)--" + re.escape(delimiter), body)
    if not parts:
        raise MalformedRequestError("The boundary that the content type names stands nowhere in the body.")
    for part in parts:
        if part.startswith(b"--"):
            return
        yield _headers_and_rest(part.lstrip(b" \t").removeprefix(b"\r").removeprefix(b"\n"))


def _headers_and_rest(text: bytes) -> tuple[dict[str, str], bytes]:
    if text.startswith((b"\r\n", b"\n")):
        return {}, text.removeprefix(b"\r").removeprefix(b"\n")
    head, *rest = BLANK_LINE.split(text, 1)
    lines = [line.partition(":") for line in head.decode("latin-1").splitlines()]
    headers = {name.strip().lower(): value.strip() for name, _, value in lines}
    return headers, rest[0] if rest else b""


def _call(part: Mapping[str, str], content: bytes, number: str, group: str) -> Operation:
    if part.get("content-type", "").partition(";")[0].strip().lower() != "application/http":
        raise MalformedRequestError(f"Part {number} of the batch must be application/http.")
    line, _, rest = content.lstrip(b"\r\n").partition(b"\n")
    asked = REQUEST_LINE.fullmatch(line.decode("latin-1").strip())
    if asked is None:
        raise MalformedRequestError(f"Part {number} of the batch must begin with a method and an address.")
    headers, body = _headers_and_rest(rest)
    return Operation(
        part.get("content-id", headers.pop("content-id", f"part-{number}"))[:100],
        asked[1],
        asked[2],
        headers,
        body.strip(),
        group,
        (),
    )


def written(responses: Responses) -> tuple[bytes, str]:
    """Write the answers of a batch, and name the content type; of a change set that failed there is one."""
    parts: list[bytes] = []
    for number, (group, members) in enumerate(groupby(responses, lambda each: each.get("atomicityGroup")), 1):
        answers = list(members)
        failed = [each for each in answers if each["status"] >= 400 and each["status"] != 424]
        if group is None or failed:
            parts += [_answer(each) for each in (failed or answers)]
        else:
            boundary = f"{CHANGES}-{number}"
            inner = _joined([_answer(each) for each in answers], boundary)
            parts.append(f"Content-Type: multipart/mixed; boundary={boundary}\r\n\r\n".encode() + inner)
    return _joined(parts, ANSWERS), f"multipart/mixed; boundary={ANSWERS}"


def _joined(parts: Iterable[bytes], boundary: str) -> bytes:
    begun = b"".join(b"--%s\r\n%s\r\n" % (boundary.encode(), part) for part in parts)
    return begun + f"--{boundary}--\r\n".encode()


def _answer(response: Mapping[str, Any]) -> bytes:
    status, body = response["status"], response.get("body")
    content = b"" if body is None else orjson.dumps(body)
    lines = ["Content-Type: application/http", "Content-Transfer-Encoding: binary"]
    if not response["id"].startswith("part-"):
        lines.append(f"Content-ID: {response['id']}")
    lines += ["", f"HTTP/1.1 {status} {HTTPStatus(status).phrase}"]
    lines += [f"{name}: {value}" for name, value in response["headers"].items()]
    lines += [f"Content-Length: {len(content)}"] if content else []
    return "\r\n".join(lines).encode("latin-1", "replace") + b"\r\n\r\n" + content
