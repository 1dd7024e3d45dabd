"""Who is let in, for how long, and for how many credits."""

import pytest

from tests.simulators.threepl_graphql.house import CREATE, ONE, House, an_order, at_house

QUOTA = "{ user_quota { credits_remaining max_available increment_rate } }"
SMALL = {"credit_limit": {}}
DAY_S = 86_400.0


@pytest.mark.parametrize(
    ("authorization", "code"),
    [
        ("", "authorization_header_missing"),
        ("Basic abc", "invalid_header"),
        ("Bearer", "invalid_header"),
        ("Bearer wrong", "invalid_header"),
    ],
)
def test_nobody_enters_without_a_token(authorization, code):
    async def story(house: House) -> None:
        house.site.key = {"authorization": authorization}
        refused = await house.ask(QUOTA)
        assert (refused.status, refused.document["code"]) == (401, code)

    at_house(story)


def test_a_token_lasts_four_weeks_and_is_then_refreshed():
    async def story(house: House) -> None:
        await house.site.clock.sleep(28 * DAY_S)
        expired = await house.ask(QUOTA)
        assert (expired.status, expired.document["code"]) == (401, "token_expired")
        asked = {"refresh_token": "rehearsal-only-refresh-token"}
        granted = (await house.site.call("POST", "/auth/refresh", asked)).document
        assert (granted["expires_in"], granted["token_type"]) == (2_419_200, "Bearer")
        house.site.key = {"authorization": f"Bearer {granted['access_token']}"}
        assert (await house.ask(QUOTA)).status == 200

    at_house(story)


def test_a_password_opens_the_door_and_a_wrong_one_does_not():
    async def story(house: House) -> None:
        right = {"username": "rehearsal@fulfilment.example", "password": "rehearsal-only-password"}
        assert (await house.site.call("POST", "/auth/token", right)).document["refresh_token"]
        for wrong in (
            {**right, "password": "x"},
            {**right, "username": "\N{LATIN SMALL LETTER O WITH STROKE}"},
        ):
            refused = await house.site.call("POST", "/auth/token", wrong)
            assert (refused.status, refused.document["code"]) == (401, "invalid_grant")
        assert (await house.site.call("POST", "/auth/refresh", {"refresh_token": "x"})).status == 401
        assert (await house.site.call("POST", "/auth/refresh", {})).status == 400

    at_house(story)


def test_a_token_may_end_early_and_the_ledger_says_so():
    async def story(house: House) -> None:
        await house.site.clock.sleep(3601)
        assert (await house.ask(QUOTA)).document["code"] == "token_expired"

    assert at_house(story, misbehaviours={"token_expiry": {}}).misbehaved == [
        ("token_expiry", "authorization")
    ]


def test_a_query_costs_one_credit_a_thing_and_a_full_page_of_things_when_no_page_is_named():
    async def story(house: House) -> None:
        for asked, cost in (
            ("{ account { complexity } }", 1),
            ("{ orders { complexity data(first: 10) { edges { node { id } } } } }", 12),
            ("{ orders { complexity data { edges { node { id } } } } }", 102),
            (
                "{ orders { complexity data(first: 2) { edges { node { line_items(first: 3)"
                " { edges { node { id } } } } } } } }",
                12,
            ),
        ):
            assert (await house.data(asked))["complexity"] == cost, asked

    at_house(story)


def test_credits_are_spent_and_come_back_with_time():
    async def story(house: House) -> None:
        assert await house.data(QUOTA) == {
            "credits_remaining": 4004,
            "max_available": 4004,
            "increment_rate": 60,
        }
        await house.data("{ orders { data(first: 100) { edges { node { id } } } } }")
        assert (await house.data(QUOTA))["credits_remaining"] == 3902
        await house.site.clock.sleep(1)
        assert (await house.data(QUOTA))["credits_remaining"] == 3962
        await house.site.clock.sleep(60)
        assert (await house.data(QUOTA))["credits_remaining"] == 4004

    at_house(story, misbehaviours=SMALL)


def test_who_is_out_of_credits_is_told_inside_200_what_is_missing_and_how_long_to_wait():
    page = "{ orders { data(first: 2000) { edges { node { id } } } } }"

    async def story(house: House) -> None:
        for _ in range(2):
            await house.data(page)
        error = await house.error(page)
        assert (error["code"], error["operation"]) == (30, "orders")
        assert (error["required_credits"], error["remaining_credits"]) == (2002, 0)
        assert error["time_remaining"] == "34 seconds"
        await house.site.clock.sleep(34)
        await house.data(page)

    assert at_house(story, misbehaviours=SMALL).misbehaved == [("credit_limit", "orders")]


def test_no_single_operation_may_cost_more_than_the_limit():
    async def story(house: House) -> None:
        error = await house.error("{ orders { data(first: 4003) { edges { node { id } } } } }")
        assert (error["code"], error["max_available_credits"]) == (30, 4004)
        assert "time_remaining" not in error

    at_house(story)


def test_to_analyse_costs_nothing_and_does_nothing():
    async def story(house: House) -> None:
        answer = await house.data(
            "{ orders(analyze: true) { complexity data(first: 100) { edges { node { id } } } } }"
        )
        assert answer == {"complexity": 102, "data": None}
        assert (await house.data(QUOTA))["credits_remaining"] == 4004

    at_house(story, misbehaviours=SMALL)


def test_a_refused_mutation_has_changed_nothing():
    async def story(house: House) -> None:
        error = await house.error(CREATE, data=an_order((ONE, 1)))
        assert error["code"] == 30

    assert at_house(story, misbehaviours={"credit_limit": {"max_available": 3}}).commits[-1].allocated == 0
