import asyncio

import pytest

from dualrun.clock import VirtualClock, run_virtual
from simulators.chassis.load import Gate, Load
from tests.simulators.chassis.worlds_of_wms import in_worlds

TWO_WORKERS = Load(workers=2, service_s=1.0, queue=3)


def latencies(load: Load, calls: list[tuple[str, str]]) -> list[float | int]:
    """Send calls at once; give how long each was served after, or the status it was refused with."""

    async def main(clock: VirtualClock) -> list[float | int]:
        gate = Gate(load, clock)

        async def call(method: str, path: str) -> float | int:
            async with gate.served(method, path) as overload:
                return clock.monotonic() if overload is None else overload.status

        return list(await asyncio.gather(*(call(*one) for one in calls)))

    return run_virtual(main)


def test_latency_rises_with_what_is_asked():
    alone, two, five = (latencies(TWO_WORKERS, [("GET", "/a")] * n) for n in (1, 2, 5))

    assert alone == [1.0]
    assert two == [1.0, 1.0]
    assert five == [1.0, 1.0, 2.0, 2.0, 3.0]


def test_a_full_queue_refuses_at_once():
    assert latencies(TWO_WORKERS, [("GET", "/a")] * 7)[-2:] == [503, 503]


def test_writes_that_lock_one_table_wait_for_each_other_and_reads_do_not():
    load = Load(workers=4, service_s=1.0, queue=9, exclusive=("/orders*",))

    assert latencies(load, [("POST", "/orders"), ("POST", "/orders"), ("GET", "/orders")]) == [1.0, 2.0, 1.0]


def test_an_empty_bucket_refuses_until_it_is_filled_again():
    load = Load(workers=9, service_s=0.0, queue=9, per_s=2.0, burst=2)

    async def main(clock: VirtualClock) -> list[int]:
        gate, seen = Gate(load, clock), []
        for pause_s in (0, 0, 0, 0.5, 0):
            await clock.sleep(pause_s)
            async with gate.served("GET", "/a") as overload:
                seen.append(overload.status if overload else 200)
        return seen

    assert run_virtual(main) == [200, 200, 429, 200, 429]


@pytest.mark.parametrize(
    ("profile", "least_s"), [("instant", 0.0), ("typical", 0.02), ("tired-on-prem", 0.12)]
)
def test_a_profile_put_in_force_for_a_world_slows_its_calls_and_keeps_its_documents(profile, least_s):
    async def act(place):
        await place.order("A-1", "one")
        put = await place.steer("PUT", "/load", "one", {"profile": profile})
        assert put.document["in_force"] == {"wms": profile}

        began = place.clock.monotonic()
        found = await place.ask("GET", "/api/v1/orders?goodsOwnerOrderNumber=A-1", "one")

        assert place.clock.monotonic() - began == pytest.approx(least_s)
        assert len(found.document) == 1

    in_worlds(act)


def test_a_call_too_many_is_refused_in_the_products_own_words():
    async def act(place):
        await place.steer("PUT", "/load", document={"profile": "saas-quota"})
        answers = await asyncio.gather(*(place.ask("GET", "/api/v1/articles") for _ in range(101)))

        refused = [one for one in answers if one.status == 429]
        assert len(refused) == 1
        assert refused[0].document["errorCode"] == "HTTP_429"
        assert refused[0].headers["retry-after"] == "1"

    in_worlds(act)


def test_an_unknown_path_is_answered_with_the_nearest_route_in_the_products_own_words():
    async def act(place):
        lost = await place.ask("GET", "/api/v1/ordres/7")

        assert lost.status == 404
        assert "nearest: GET /api/v1/orders/{order_id}" in lost.document["message"]

    in_worlds(act)


def test_a_gate_tells_how_busy_it_is_and_whom_it_refused():
    async def main(clock: VirtualClock) -> dict[str, float]:
        gate = Gate(Load(workers=2, service_s=1.0, queue=3, per_s=1.0, burst=6), clock)

        async def call() -> None:
            async with gate.served("GET", "/a"):
                pass

        await asyncio.gather(*(call() for _ in range(7)))
        return gate.now()

    now = run_virtual(main)

    assert now == {"workers": 2, "busy_s": 5.0, "waiting": 0, "throttled": 0, "turned_away": 2}
