"""What does the broker's stream hold of the orders that were acknowledged? Read as any consumer reads it."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

DURABLE = "reconciliation"
LOAD = 200
QUIET_S = 2.0


@dataclass(frozen=True, slots=True)
class EventCount:
    """How many events there are, and of which orders something is amiss."""

    events: int
    orders: int
    missing: Sequence[str]
    twice: Sequence[str]
    disordered: Sequence[str]

    @property
    def wrong(self) -> bool:
        """Whether anything is amiss."""
        return bool(self.missing or self.twice or self.disordered)

    def line(self) -> str:
        """Say it in one line."""
        return (
            f"events: {self.events} of {self.orders} orders in the stream; {len(self.missing)} with a gap, "
            f"{len(self.twice)} with an event twice, {len(self.disordered)} out of order"
        )


async def counted_events(url: str, acknowledged: Sequence[str]) -> EventCount:
    """Read the whole stream through a durable consumer, acknowledging each event, and count."""
    import nats

    parts = urlsplit(url)
    stream = parts.path.strip("/") or "dualrun"
    client = await nats.connect(urlunsplit((parts.scheme, parts.netloc, "", "", "")))
    versions: dict[str, list[int]] = defaultdict(list)
    try:
        taken = await client.jetstream().pull_subscribe(f"{stream}.>", durable=DURABLE, stream=stream)
        while (known := await taken.consumer_info()).num_pending or known.num_ack_pending:
            try:  # silence would say nothing: the machine may be at work
                messages = await taken.fetch(LOAD, timeout=QUIET_S)
            except TimeoutError:
                continue
            for message in messages:
                event = json.loads(message.data)
                versions[event["subject"]].append(event["data"]["version"])
                await message.ack()
    finally:
        await client.close()
    return judged(versions, acknowledged)


def judged(versions: dict[str, list[int]], acknowledged: Sequence[str]) -> EventCount:
    """Say of which orders something is amiss: every version from 1 on is there once, one after another."""
    known = {*versions, *acknowledged}
    seen = {order: versions.get(order, []) for order in sorted(known)}
    return EventCount(
        events=sum(map(len, seen.values())),
        orders=len(versions),
        missing=[one for one, told in seen.items() if set(told) != set(range(1, max(told, default=1) + 1))],
        twice=[one for one, told in seen.items() if len(set(told)) < len(told)],
        disordered=[one for one, told in seen.items() if told != sorted(told)],
    )
