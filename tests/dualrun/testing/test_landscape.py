"""A landscape that runs: found by its control plane, whoever started it, and full of worlds."""

import httpx
import pytest

from dualrun.testing import Landscape, LandscapeError, running

STOCK = "/api/v1/stock"


def asked(url, landscape, **headers):
    key = {"x-api-key": landscape.systems["wms"].credentials["api_key"]}
    return httpx.get(url, headers={**key, **headers}, trust_env=False)


class TestALandscape:
    def test_says_where_everything_is_and_who_may_sign_in(self, warehouse):
        assert list(warehouse.systems) == ["wms", "control"]
        assert warehouse.systems["wms"].title == "Warehouse management system"
        assert asked(warehouse.url("wms") + STOCK, warehouse).status_code == 200
        assert warehouse.seed == 7

    def test_goes_by_the_host_name_that_the_caller_used(self, warehouse):
        port = warehouse.control.url.rpartition(":")[2]

        same = Landscape(f"http://localhost:{port}")

        assert same.url("wms") == warehouse.url("wms").replace("127.0.0.1", "localhost")

    def test_that_runs_already_is_used_and_left_running(self, warehouse, environment):
        environment.setenv("DUALRUN_URL", warehouse.control.url)
        with running(only=["wms"], seed=3) as used:
            assert used.url("wms") == warehouse.url("wms")
            assert used.seed == 3

        assert warehouse.default.health()["status"] == "ok"

    def test_without_a_system_that_is_needed_is_refused(self, warehouse):
        with (
            pytest.raises(LandscapeError, match="commerce: no such system runs here; there are wms, control"),
            running(url=warehouse.control.url, only=["commerce"]),
        ):
            pytest.fail("it began")

    @pytest.mark.parametrize("url", ["http://127.0.0.1:9", "127.0.0.1:8200", "nonsense", "ftp://x"])
    def test_that_is_not_there_is_one_line_that_names_where(self, url):
        with pytest.raises(LandscapeError) as caught:
            Landscape(url)

        assert str(caught.value).startswith("no control plane ")
        assert url in str(caught.value)


class TestWorlds:
    def test_are_reached_by_prefix_and_by_header_and_not_seen_from_outside(self, warehouse, world):
        with warehouse.world("other") as other:
            assert asked(world.url("wms", STOCK), warehouse).status_code == 200
            assert asked(warehouse.url("wms") + STOCK, warehouse, **world.headers).status_code == 200

            assert world.journal.count(path=STOCK) == 2
            assert other.journal.count(path=STOCK) == 0

    def test_begin_with_the_business_of_a_seed(self, warehouse):
        of_another_run = Landscape(warehouse.control.url, seed=5)

        with warehouse.world("a", seed=3) as a, of_another_run.world("b") as b, warehouse.world("c") as c:
            assert [each.health()["seed"] for each in (a, b, c)] == [3, 5, 7]

    def test_begin_from_a_snapshot(self, warehouse, world):
        before = subscribers(warehouse, world)
        httpx.post(
            world.url("wms", "/api/v1/webhookSubscriptions"),
            headers={"x-api-key": world.credentials("wms")["api_key"]},
            json={"url": "http://127.0.0.1:9/hook", "orderStatuses": [200]},
            trust_env=False,
        ).raise_for_status()
        world.keep("subscribed")
        world.reset()

        with warehouse.world("later", snapshot="subscribed") as later:
            assert subscribers(warehouse, later) == before + 1
            assert subscribers(warehouse, world) == before
            world.restore("subscribed")
            assert subscribers(warehouse, world) == before + 1
        warehouse.forget("subscribed")
        with pytest.raises(LandscapeError, match="no snapshot or world 'subscribed'"):
            warehouse.world("late", snapshot="subscribed")

    def test_may_be_frozen_from_the_start(self, warehouse):
        with warehouse.world("still", frozen=True) as still:
            assert still.clock.now() == still.clock.now()

    def test_go_at_the_end_even_if_somebody_let_them_go_before(self, warehouse):
        with warehouse.world("short") as short:
            short.drop()
        with warehouse.world("long"):
            assert "long" in warehouse.control.ask("GET", "/worlds")

        assert not {"short", "long"} & set(warehouse.control.ask("GET", "/worlds"))

    def test_of_a_name_that_is_none_are_refused_in_the_servers_words(self, warehouse):
        with pytest.raises(LandscapeError, match="'no name' is no name of a world"):
            warehouse.world("no name")


def subscribers(landscape, world):
    found = asked(world.url("wms", "/api/v1/webhookSubscriptions"), landscape)
    return len(found.json()["subscriptions"])
