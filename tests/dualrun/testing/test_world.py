"""A world in a test's hands: its clock, what goes wrong in it, what was asked and what happened there."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from dualrun.testing import LandscapeError

STOCK = "/api/v1/stock"


def ask(world, path, method="GET", **more):
    key = {"x-api-key": world.credentials("wms")["api_key"]}
    return httpx.request(method, world.url("wms", path), headers=key, trust_env=False, **more)


class TestTheClock:
    def test_stands_still_is_set_and_goes_on(self, world):
        world.clock.freeze()
        world.clock.set(datetime(2026, 3, 29, 0, 59, tzinfo=UTC))

        assert world.clock.now() == world.clock.now() == datetime(2026, 3, 29, 0, 59, tzinfo=UTC)
        world.clock.resume()
        assert world.clock.now() > datetime(2026, 3, 29, 0, 59, tzinfo=UTC)

    def test_is_advanced_by_a_span_or_to_an_instant_and_tells_what_ran(self, world):
        world.clock.freeze()
        start = world.clock.now()

        ran = world.clock.advance(timedelta(days=1))
        world.clock.advance(60)
        world.clock.advance(to=start + timedelta(days=2))

        assert [one["at"] for one in ran] == sorted(one["at"] for one in ran)
        assert {one["system"] for one in ran} == {"wms"}
        assert world.clock.now() == start + timedelta(days=2)

    def test_goes_faster(self, world):
        world.clock.scale(1_000_000)
        first = world.clock.now()

        assert world.clock.now() - first > timedelta(milliseconds=1)

    def test_does_not_go_back_by_advancing_nor_two_ways_at_once(self, world):
        with pytest.raises(LandscapeError, match="by_s, to: give one of the two"):
            world.clock.advance(1, to=world.clock.now())
        with pytest.raises(LandscapeError, match="has passed"):
            world.clock.advance(to=datetime(2020, 1, 1, tzinfo=UTC))


class TestFaults:
    def test_strike_what_they_are_told_to_and_stand_in_the_ledger(self, world):
        rule = world.faults.put("status", "wms", path=STOCK, settings={"status": 507}, times=1)

        struck, spared = ask(world, STOCK), ask(world, STOCK)

        assert (struck.status_code, spared.status_code) == (507, 200)
        [entry] = world.faults.ledger()
        assert (entry["rule"], entry["kind"], entry["system"]) == (rule, "status", "wms")
        assert struck.headers["x-dualrun-fault"].startswith(entry["id"])

    def test_of_one_kind_stand_side_by_side_unless_they_have_one_name(self, world):
        first = world.faults.put("status", path="/a")
        second = world.faults.put("status", path="/b")
        world.faults.put("latency", name=first)

        assert {rule["id"]: rule["kind"] for rule in world.faults.rules()} == {
            first: "latency",
            second: "status",
        }
        world.faults.drop(first)
        assert [rule["id"] for rule in world.faults.rules()] == [second]
        world.faults.clear()
        assert world.faults.rules() == []

    def test_of_the_product_go_by_their_kind(self, world):
        [habit, *_] = world.faults.kinds()["wms"]

        assert world.faults.put(habit, "wms", name="mine") == habit
        world.faults.drop(habit)
        assert world.faults.rules() == []

    def test_that_do_not_exist_are_told_the_nearest_that_does(self, world):
        with pytest.raises(LandscapeError, match="did you mean 'status'"):
            world.faults.put("sttus")
        with pytest.raises(LandscapeError, match="there is no 'wsm'"):
            world.faults.put("status", "wsm")
        assert world.faults.rules() == []


class TestTheJournal:
    def test_finds_and_counts_what_was_asked(self, world):
        ask(world, STOCK)
        ask(world, "/api/v1/stok")

        assert [one["path"] for one in world.journal.requests()] == [STOCK, "/api/v1/stok"]
        assert world.journal.count(method="GET") == 2
        assert [one["path"] for one in world.journal.find(status=200)] == [STOCK]
        [astray] = world.journal.unmatched()
        assert "'stok' is not 'stock'" in astray["nearest"]

    def test_waits_for_what_happens_and_says_when_it_does_not(self, world):
        article = ask(world, STOCK).json()["stock"][0]["articleNumber"]
        line = {"articleNumber": article, "numberOfItems": 3}
        ask(
            world,
            "/api/v1/receipts",
            "POST",
            json={"goodsOwnerReference": "R-1", "articles": [line]},
        ).raise_for_status()

        world.journal.wait("stock", {"system": "wms"})
        world.journal.wait_until_idle()

        assert world.journal.events("stock")[-1]["system"] == "wms"
        with pytest.raises(TimeoutError, match=r"waited 0\.05 s for 1 x shipment"):
            world.journal.wait("shipment", timeout_s=0.05)
        with pytest.raises(LandscapeError, match="count"):
            world.journal.wait("stock", count=0)


class TestAWorld:
    def test_begins_again_with_its_own_business_or_another(self, world):
        ask(world, STOCK)
        world.reset()
        assert (world.health()["seed"], world.journal.requests()) == (7, [])

        world.reset(seed=9)
        assert world.health()["seed"] == 9

    def test_is_told_the_nearest_system_to_a_misspelt_one(self, world):
        with pytest.raises(LandscapeError, match="wsm: no such system runs here; did you mean wms"):
            world.url("wsm")

    def test_has_no_provider_state_of_that_name(self, world):
        with pytest.raises(LandscapeError, match="no system here has a state 'nonsense'"):
            world.state("nonsense")

    def test_shows_itself_by_its_name(self, world):
        assert repr(world) == "World('of-a-test')"
