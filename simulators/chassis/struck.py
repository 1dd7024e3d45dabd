"""A request that a fault may strike, by a rule of its world or because it asks for one itself."""

from collections.abc import MutableMapping
from typing import Any

from fastapi import Request

from simulators.chassis.fault_playing import Played, Whole, play
from simulators.chassis.fault_rules import KINDS, Asked, FaultRule, business_key
from simulators.chassis.fault_settings import misfit
from simulators.chassis.logged import Heard, serve_plainly, take_down
from simulators.chassis.named_world import Inhabitant, NamedWorld
from simulators.chassis.native import Answer, whole_body
from simulators.chassis.request_log import BODY_BYTES_KEPT
from simulators.chassis.switch import Receive, Scope, Send

FAULT_HEADER = b"x-dualrun-fault"
PLAIN = ((b"content-type", b"text/plain; charset=utf-8"),)
BODY_BYTES_MAX = 32 * 1024 * 1024
"""More of a body than any system reads is not held in memory to play a fault on it."""

Message = MutableMapping[str, Any]


class Struck:
    """The body is read first, because what strikes, and how often, may depend on it."""

    def __init__(self, system: str, world: NamedWorld, inhabitant: Inhabitant, asked: bytes | None) -> None:
        self._system = system
        self._world = world
        self._inhabitant = inhabitant
        self._asked = asked

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the fault have its way, or serve the request as it is."""
        body = await whole_body(Request(scope, receive), BODY_BYTES_MAX)
        if body is None:
            await Answer(b"the body is too large\n", 413, PLAIN)(scope, receive, send)
            return
        target = scope["path"].encode() + b"?" + scope["query_string"]
        key = business_key(scope["headers"], scope["method"], target, body)
        try:
            rule = self._rule(Asked(scope["method"], scope["path"], key))
        except ValueError as error:
            await Answer(f"{error}\n".encode(), 400, PLAIN)(scope, receive, send)
            return
        if rule is None:
            await serve_plainly(self._world, self._inhabitant, scope, _again(body, receive), send)
            return
        entry = self._world.ledger.enter(self._world.clock.now(), rule.id, rule.kind, self._system, key)

        async def arrive() -> Whole:
            return await _collected(self._inhabitant, dict(scope), _again(body, receive))

        settings = {**KINDS[rule.kind].defaults, **rule.settings}
        marks = (*self._inhabitant.running.marks(), (FAULT_HEADER, f"{entry.id} {rule.kind}".encode()))
        played = Played(scope, receive, send, self._world.clock, arrive, marks)
        answer = await play(rule.kind, settings, played)
        heard = Heard(answer.status, answer.body[:BODY_BYTES_KEPT]) if answer else Heard(0, b"")
        take_down(self._world, self._inhabitant, scope, body[:BODY_BYTES_KEPT], heard, fault=entry.id)

    def _rule(self, asked: Asked) -> FaultRule | None:
        if self._asked is None:
            return self._inhabitant.faults.striking(asked)
        return header_rule(self._asked.decode("latin-1"), self._system)


def header_rule(text: str, system: str) -> FaultRule:
    """Read the fault that a request asks for itself: `kind; setting=value; ...`.

    Raises:
        ValueError: there is no such kind or setting.
    """
    kind, *given = [part.strip() for part in text.split(";")]
    if kind not in KINDS:
        raise ValueError(f"X-Dualrun-Fault: no kind {kind[:40]!r}; there are {', '.join(KINDS)}")
    defaults, settings = KINDS[kind].defaults, {}
    for part in given:
        name, _, value = part.partition("=")
        if name not in defaults:
            raise ValueError(f"X-Dualrun-Fault: {kind} has no setting {name[:40]!r}, but {list(defaults)}")
        try:
            settings[name] = type(defaults[name])(value)
        except ValueError:
            raise ValueError(
                f"X-Dualrun-Fault: {name}={value[:40]!r} is no {type(defaults[name]).__name__}"
            ) from None
        if wrong := misfit(defaults, name, settings[name]):
            raise ValueError(f"X-Dualrun-Fault: {wrong}")
    return FaultRule("header", kind, system, settings=settings)


def _again(body: bytes, receive: Receive) -> Receive:
    """Give a body that was read before; then listen to the caller again."""
    fed = [body]

    async def replay() -> Message:
        if fed:
            return {"type": "http.request", "body": fed.pop(), "more_body": False}
        return await receive()

    return replay


async def _collected(inhabitant: Inhabitant, scope: Scope, receive: Receive) -> Whole:
    start: Message = {}
    body = bytearray()

    async def collect(message: Message) -> None:
        if message["type"] == "http.response.start":
            start.update(message)
        else:
            body.extend(message.get("body", b""))

    await inhabitant.running(scope, receive, collect)
    return Whole(start["status"], tuple(start.get("headers", ())), bytes(body))
