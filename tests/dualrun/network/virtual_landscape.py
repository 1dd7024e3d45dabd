"""A warehouse on a virtual network: what the tests of the wire call."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from dualrun.clock import VirtualClock, run_virtual
from dualrun.history import CallRecord
from dualrun.journal import Journal
from dualrun.network.faults import FaultLedger, FaultPlan, FaultRule
from dualrun.network.reply import Reply
from dualrun.network.virtual import VirtualNetwork
from dualrun.streams import Streams


@dataclass
class Warehouse:
    """A small system that remembers what it was asked, and takes its time when told to."""

    clock: VirtualClock
    serving_s: float = 0.0
    began: list[str] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    cleaned_up: list[str] = field(default_factory=list)
    seen: list[dict[str, Any]] = field(default_factory=list)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        body = (await receive())["body"].decode()
        self.seen.append(dict(scope))
        self.began.append(body)
        try:
            await self.clock.sleep(self.serving_s)
            self.done.append(body)
        finally:
            self.cleaned_up.append(body)
        headers = [(b"Content-Type", b"text/plain"), (b"set-cookie", b"a=1"), (b"set-cookie", b"b=2")]
        await send({"type": "http.response.start", "status": 201, "headers": headers})
        await send({"type": "http.response.body", "body": b"done:", "more_body": True})
        await send({"type": "http.response.body", "body": body.encode()})


@dataclass
class Landscape:
    clock: VirtualClock
    network: VirtualNetwork
    wms: Warehouse
    calls: list[CallRecord]
    defects: list[tuple[str, BaseException]]

    async def post(self, key: str = "SO-1", timeout_s: float = 10.0, url: str = "http://wms/orders") -> Reply:
        headers = {"x-correlation-id": key, "x-request-id": f"m-{key}", "x-causation-id": "c-0"}
        return await self.network.wire("facade").send(
            "POST", url, headers=headers, body=key.encode(), timeout_s=timeout_s
        )


def rehearse(
    story: Callable[[Landscape], Coroutine[Any, Any, Any]],
    *rules: FaultRule,
    latency: tuple[float, float] = (0.02, 0.6),
) -> Any:
    async def main(clock: VirtualClock) -> Any:
        streams, calls, defects = Streams(7), [], []
        network = VirtualNetwork(
            clock.loop,
            clock,
            streams,
            Journal(clock),
            FaultPlan(rules, streams),
            FaultLedger(),
            latency,
            on_call=calls.append,
            on_defect=lambda target, error: defects.append((target, error)),
        )
        wms = Warehouse(clock)
        network.attach("wms", wms)
        return await story(Landscape(clock, network, wms, calls, defects))

    return run_virtual(main)
