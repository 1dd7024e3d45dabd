"""Where the façade of a live landscape tells its spans: a collector of traces, if one was named."""

from contextlib import AsyncExitStack

from dualrun.clock import LiveClock
from dualrun.landscape.place import FACADE
from dualrun.landscape.vitals import Vitals
from dualrun.network.on_demand import OnDemandWire
from facade.observability.otlp import SpanExporter
from facade.observability.spans import Take


def spans_to(
    url: str, clock: LiveClock, vitals: Vitals, closing: AsyncExitStack, name: str = FACADE
) -> Take | None:
    """Begin to send spans; `closing` ends it, and sends the last ones."""
    if not url:
        return None
    way_out = AsyncExitStack()
    closing.push_async_callback(way_out.aclose)
    exporter = SpanExporter(OnDemandWire(way_out), clock, url, FACADE, name)
    vitals.also = exporter.families
    exporter.start()
    closing.push_async_callback(exporter.leave)
    return exporter.take
