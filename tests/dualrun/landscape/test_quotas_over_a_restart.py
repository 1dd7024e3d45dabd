"""What a provider counts by the clock means the same in a process, or a world, whose clock begins anew."""

from simulators.chassis.world_clock import WorldClock
from tests.simulators.commerce.shop_world import in_shop
from tests.simulators.threepl.test_api import at_provider
from tests.simulators.threepl_graphql.house import at_house

QUOTA = "{ user_quota { credits_remaining max_available increment_rate } }"
LONG_S = 50_000.0


def begun_anew(system, world):
    """Another process over the same store: its monotonic clock begins at nothing."""
    world.clock = WorldClock(world.clock)
    system.reopen()


def test_calls_of_a_window_that_has_passed_do_not_count_against_a_new_process():
    async def story(site):
        await site.clock.sleep(LONG_S)
        plan = {"calls": 2, "window_s": 60.0}
        site.world.misbehaviours = {"request_rate": plan}
        statuses = [(await site.call("GET", "/2026-01/channel")).status for _ in range(3)]
        begun_anew(site.system, site.world)
        at_once = (await site.call("GET", "/2026-01/channel")).status
        await site.clock.sleep(61)
        later = (await site.call("GET", "/2026-01/channel")).status
        assert (statuses, at_once, later) == ([200, 200, 429], 429, 200)
        site.system.stop()

    at_provider(story)


def test_credits_go_on_filling():
    async def story(house):
        await house.site.clock.sleep(LONG_S)
        before = (await house.data(QUOTA))["credits_remaining"]
        begun_anew(house.site.system, house.site.world)

        assert (await house.data(QUOTA))["credits_remaining"] >= before > 0

    at_house(story)


def test_a_token_ends_when_it_was_to_end():
    async def story(shop):
        await shop.clock.sleep(LONG_S)
        await shop.sign_in()
        begun_anew(shop.system, shop.system.world)
        soon = (await shop.call("GET", "/rest/V1/company/101")).status
        await shop.clock.sleep(4 * 3600 + 1)
        late = (await shop.call("GET", "/rest/V1/company/101")).status
        shop.system.stop()
        return soon, late

    assert in_shop(story) == (200, 401)
