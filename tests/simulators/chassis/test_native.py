import asyncio
from collections.abc import Iterable
from typing import Any

import pytest
from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from contracts.alone import system_alone
from simulators.chassis.native import Answer, header, refusal, whole_body
from simulators.registry import NAMES, load


def asked(messages: Iterable[dict[str, Any]], headers: tuple[tuple[bytes, bytes], ...] = ()) -> Request:
    coming = iter(messages)

    async def receive() -> dict[str, Any]:
        return next(coming)

    return Request({"type": "http", "headers": headers}, receive)


def piece(body: bytes, has_more: bool) -> dict[str, Any]:
    return {"type": "http.request", "body": body, "more_body": has_more}


def test_a_body_in_pieces_is_read_whole() -> None:
    request = asked([piece(b"ab", True), piece(b"", True), piece(b"cd", False)])
    assert asyncio.run(whole_body(request, 4)) == b"abcd"


def test_a_body_that_is_too_long_is_not_read_to_its_end() -> None:
    request = asked([piece(b"abc", True), piece(b"de", True)])
    assert asyncio.run(whole_body(request, 4)) is None


def test_a_caller_who_leaves_in_the_middle_of_a_body_is_told_apart_from_a_short_body() -> None:
    request = asked([piece(b"ab", True), {"type": "http.disconnect"}])
    with pytest.raises(ClientDisconnect):
        asyncio.run(whole_body(request, 4))


def test_a_header_that_is_absent_is_empty() -> None:
    request = asked([], ((b"host", b"wms"), (b"x-api-key", b"key")))
    assert (header(request, b"x-api-key"), header(request, b"accept")) == ("key", "")


def test_an_answer_says_its_length_and_takes_further_headers() -> None:
    answer = Answer(b"{}", 201, ((b"content-type", b"application/json"),))
    answer.headers["location"] = "/orders/1"
    assert dict(answer.headers) == {
        "content-length": "2",
        "content-type": "application/json",
        "location": "/orders/1",
    }


@pytest.mark.parametrize(
    ("name", "status"),
    [(name, 415) for name in NAMES]
    + [(name, status) for name in NAMES if load(name).loads for status in (429, 503)],
)
def test_what_is_refused_in_front_of_a_system_keeps_its_status_in_the_systems_own_words(name, status) -> None:
    system = system_alone(name).system
    scope = {"type": "http", "method": "POST", "path": "/x", "headers": [], "query_string": b""}
    scope |= {"app": system.api.app, "state": {"service": system.service}, "server": ("here", 80)}
    error = HTTPException(status, "the reason why", {"retry-after": "3"})

    refused = asyncio.run(refusal(system.api.app, Request(scope), error))

    assert (refused.status_code, refused.headers["retry-after"]) == (status, "3")
    assert b"the reason why" in refused.body
