"""Goods that come in wake the orders that wait for them, and no others."""

from dataclasses import replace

from dualrun.clock import VirtualClock, run_virtual
from dualrun.streams import Streams
from facade.messaging.dispatcher import Dispatcher
from facade.messaging.memory import MemoryStore
from facade.messaging.store import OutboxRow, Step
from facade.orders.commands import Command, Do
from facade.orders.desk import OrderDesk, PolicyHolder, Switches
from facade.orders.part import Part, PartStatus
from facade.orders.state import Status
from facade.orders.waking import Waking
from facade.routing.policy import EVERYBODY, Policy
from tests.facade.builders import NOON, a_state, an_order

WAITS_S = 7200.0


def asked_again(*items: str, status: PartStatus = PartStatus.WAITING) -> list[tuple[float, str]]:
    """Let one order wait for line 2 alone and another for all of it; goods come in a minute later."""
    asked: list[tuple[float, str]] = []

    async def story(clock: VirtualClock) -> None:
        store = MemoryStore()

        async def carry_out(row: OutboxRow) -> None:
            asked.append((clock.monotonic(), row.aggregate_id))
            await store.commit(Step(row.aggregate_id, await store.load(row.aggregate_id), done=row.id))

        dispatcher = Dispatcher(store, clock, Streams(1), carry_out, lambda *_: None)
        desk = OrderDesk(store, clock, PolicyHolder(Policy(EVERYBODY)), dispatcher.take, Switches())
        for reference, units in (("A", ((2, 6),)), ("B", ())):
            order = replace(an_order(), external_ref=reference)
            part = Part(1, status, units, ("DC1",), 1)
            state = a_state(order=order, parts=(part,), status=Status.BACKORDERED)
            now_s, command = clock.now().timestamp(), Command(Do.AWAIT_STOCK, "1")
            row = OutboxRow(
                f"{reference}#1", reference, command.lane, command.do, "1", "", now_s + WAITS_S, now_s
            )
            dispatcher.take(
                await store.commit(Step(reference, state._replace(order_id=reference), rows=(row,)))
            )
        await clock.sleep(60)
        await Waking(desk, dispatcher).goods_have_come(items)
        await clock.sleep(WAITS_S)

    run_virtual(story, start=NOON)
    return asked


def test_whoever_wants_some_of_it_asks_at_once() -> None:
    assert asked_again("I002") == [(60, "A"), (60, "B")]


def test_whoever_wants_none_of_it_waits_on() -> None:
    assert asked_again("I001") == [(60, "B"), (WAITS_S, "A")]


def test_without_news_the_wait_ends_by_itself() -> None:
    assert asked_again() == [(WAITS_S, "A"), (WAITS_S, "B")]


def test_a_part_that_waits_no_more_is_not_woken() -> None:
    assert asked_again("I001", "I002", status=PartStatus.CANCELLED) == [(WAITS_S, "A"), (WAITS_S, "B")]
