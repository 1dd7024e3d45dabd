"""How a fault feels to the caller: late, broken, refused, garbled, or never heard of again."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from simulators.chassis.ports import Clock
from simulators.chassis.switch import Receive, Scope, Send

ABORT = "dualrun.abort"
"""The ASGI extension of our own servers that breaks a connection off."""


@dataclass(frozen=True, slots=True)
class Whole:
    """An answer in one piece."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes


Serve = Callable[[], Awaitable[Whole]]
"""Lets the system act on the request; each call is one arrival of it."""


@dataclass(frozen=True, slots=True)
class Played:
    """What a fault needs to know of the request it strikes."""

    scope: Scope
    receive: Receive
    send: Send
    clock: Clock
    serve: Serve
    marks: tuple[tuple[bytes, bytes], ...]
    """The headers that say who answers, and which fault struck."""


async def play(kind: str, settings: Mapping[str, Any], played: Played) -> Whole | None:
    """Let a request fail in one way; give the answer that went out, if any did."""
    return await _PLAYERS[kind](settings, played)


async def _latency(settings: Mapping[str, Any], played: Played) -> Whole | None:
    await played.clock.sleep(float(settings["delay_s"]))
    return await _send(played, await played.serve())


async def _drop_request(settings: Mapping[str, Any], played: Played) -> Whole | None:
    await _hold(settings, played)
    return None


async def _reset(_: Mapping[str, Any], played: Played) -> Whole | None:
    await _break_off(played)
    return None


async def _status(settings: Mapping[str, Any], played: Played) -> Whole | None:
    return await _send(played, _refusal(settings))


async def _drop_response(settings: Mapping[str, Any], played: Played) -> Whole | None:
    await played.serve()
    await _hold(settings, played)
    return None


async def _reset_after(_: Mapping[str, Any], played: Played) -> Whole | None:
    await played.serve()
    await _break_off(played)
    return None


async def _status_after(settings: Mapping[str, Any], played: Played) -> Whole | None:
    await played.serve()
    return await _send(played, _refusal(settings))


async def _late_response(settings: Mapping[str, Any], played: Played) -> Whole | None:
    answer = await played.serve()
    await played.clock.sleep(float(settings["delay_s"]))
    return await _send(played, answer)


async def _twice(_: Mapping[str, Any], played: Played) -> Whole | None:
    await played.serve()
    return await _send(played, await played.serve())


async def _truncated(settings: Mapping[str, Any], played: Played) -> Whole | None:
    answer = await played.serve()
    cut = answer.body[: int(len(answer.body) * float(settings["share"]))]
    await _begin(played, answer)
    await played.send({"type": "http.response.body", "body": cut, "more_body": True})
    await _break_off(played)
    return replace(answer, body=cut)


async def _wrong_type(settings: Mapping[str, Any], played: Played) -> Whole | None:
    answer = await played.serve()
    others = tuple(header for header in answer.headers if header[0] != b"content-type")
    said = (b"content-type", str(settings["type"]).encode("latin-1", "replace"))
    return await _send(played, replace(answer, headers=(*others, said)))


async def _garbled(_: Mapping[str, Any], played: Played) -> Whole | None:
    answer = await played.serve()
    return await _send(played, replace(answer, body=answer.body[::-1]))


async def _drip(settings: Mapping[str, Any], played: Played) -> Whole | None:
    answer = await played.serve()
    await _begin(played, answer)
    size = max(1, int(settings["bytes"]))
    for start in range(0, len(answer.body), size):
        piece = answer.body[start : start + size]
        await played.send({"type": "http.response.body", "body": piece, "more_body": True})
        await played.clock.sleep(float(settings["every_s"]))
    await played.send({"type": "http.response.body", "body": b"", "more_body": False})
    return answer


_PLAYERS: Mapping[str, Callable[[Mapping[str, Any], Played], Awaitable[Whole | None]]] = {
    "latency": _latency,
    "drop_request": _drop_request,
    "reset": _reset,
    "status": _status,
    "drop_response": _drop_response,
    "reset_after": _reset_after,
    "status_after": _status_after,
    "late_response": _late_response,
    "twice": _twice,
    "truncated": _truncated,
    "wrong_type": _wrong_type,
    "garbled": _garbled,
    "drip": _drip,
}


def _refusal(settings: Mapping[str, Any]) -> Whole:
    status = int(settings["status"])
    body = str(settings.get("body") or f'{{"status": {status}, "injected": true}}').encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    if settings.get("retry_after"):
        headers.append((b"retry-after", str(settings["retry_after"]).encode("latin-1", "replace")))
    return Whole(status, tuple(headers), body)


async def _send(played: Played, answer: Whole) -> Whole:
    await _begin(played, answer)
    await played.send({"type": "http.response.body", "body": answer.body, "more_body": False})
    return answer


async def _begin(played: Played, answer: Whole) -> None:
    names = {name for name, _ in played.marks}
    headers = [*(one for one in answer.headers if one[0] not in names), *played.marks]
    await played.send({"type": "http.response.start", "status": answer.status, "headers": headers})


async def _hold(settings: Mapping[str, Any], played: Played) -> None:
    """Say nothing until the caller gives up, or the time is over that a proxy would wait."""
    try:
        async with asyncio.timeout(float(settings["hold_s"])):
            await _until_gone(played.receive)
    except TimeoutError:
        await _break_off(played)


async def _break_off(played: Played) -> None:
    abort = played.scope.get("extensions", {}).get(ABORT)
    if abort is not None:
        abort["call"]()
        await _until_gone(played.receive)


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
