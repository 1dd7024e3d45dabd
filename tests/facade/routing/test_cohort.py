import pytest

from facade.routing.cohort import Cohort, Cohorts

KEYS = [f"K{number:05}" for number in range(2_000)]


def shares(pilot: float) -> Cohorts:
    return Cohorts("summer", (Cohort("pilot", pilot), Cohort("rest", 100 - pilot)))


def members(cohorts: Cohorts, name: str) -> list[str]:
    return [key for key in KEYS if cohorts.of(key) == name]


def test_raising_the_share_only_adds_members() -> None:
    small, large = members(shares(10), "pilot"), members(shares(30), "pilot")

    assert [key for key in small if key not in large] == []
    assert len(large) > len(small)


def test_a_cohort_gets_about_its_share() -> None:
    assert 0.07 < len(members(shares(10), "pilot")) / len(KEYS) < 0.13


def test_another_salt_makes_another_pilot() -> None:
    other = Cohorts("winter", shares(10).members)

    assert members(shares(10), "pilot") != members(other, "pilot")


def test_a_document_without_a_key_moves_last() -> None:
    assert shares(10).of("") == "rest"


def test_shares_that_leave_somebody_out_are_refused() -> None:
    with pytest.raises(ValueError, match="add up to 100"):
        Cohorts("x", (Cohort("pilot", 10),))


NAMED = Cohorts(
    "summer",
    (
        Cohort("friends", customers=frozenset({"K00001", "K00002"})),
        Cohort("abroad by edi", customers=frozenset({"K00002", "K00003"}), channels=("edi",)),
        Cohort("field", channels=("field_sales",)),
        Cohort("pilot", 30),
        Cohort("rest", 70),
    ),
)


def test_who_is_named_is_in_that_cohort_by_whatever_channel_he_orders() -> None:
    assert [NAMED.of("K00001", channel) for channel in ("", "edi", "field_sales")] == ["friends"] * 3


def test_who_is_named_by_several_belongs_to_the_first() -> None:
    assert NAMED.of("K00002", "edi") == "friends"


def test_a_channel_takes_everybody_s_orders_or_those_of_the_customers_it_is_named_with() -> None:
    assert NAMED.of("K00003", "edi") == "abroad by edi"
    assert NAMED.of("K00004", "edi") in ("pilot", "rest")
    assert {NAMED.of(key, "field_sales") for key in KEYS[4:]} == {"field"}


def test_a_type_takes_the_orders_of_it_alone_or_those_of_a_channel_too() -> None:
    cohorts = Cohorts(
        "summer",
        (
            Cohort("dated by edi", channels=("edi",), order_types=("scheduled",)),
            Cohort("whole", order_types=("single_delivery",)),
            Cohort("rest", 100),
        ),
    )

    assert cohorts.of("K00001", "edi", "scheduled") == "dated by edi"
    assert cohorts.of("K00001", "commerce", "scheduled") == "rest"
    assert cohorts.of("K00001", "commerce", "single_delivery") == "whole"
    assert cohorts.of("K00001") == "rest"
    assert cohorts.may_hold("K00001") == ("dated by edi", "whole", "rest")
    assert [cohorts.is_of_orders(name) for name in ("dated by edi", "whole", "rest")] == [True, True, False]


def test_the_shares_are_of_those_whom_nobody_names() -> None:
    shared = [NAMED.of(key) for key in KEYS[4:]]

    assert set(shared) == {"pilot", "rest"}
    assert 0.25 < shared.count("pilot") / len(shared) < 0.35
    assert NAMED.of("") == "rest"


def test_naming_one_more_takes_him_from_his_share_and_moves_nobody_else() -> None:
    more = Cohorts(
        "summer", (Cohort("friends", customers=frozenset({"K00001", "K00002", "K00009"})), *NAMED.members[1:])
    )

    assert [key for key in KEYS if more.of(key) != NAMED.of(key)] == ["K00009"]


def test_the_orders_of_a_customer_may_be_in_his_own_cohort_and_in_those_of_the_channels() -> None:
    assert NAMED.may_hold("K00003") == ("abroad by edi", "field", NAMED.of("K00003"))


def test_a_cohort_that_names_members_takes_no_share() -> None:
    with pytest.raises(ValueError, match="not both"):
        Cohorts("x", (Cohort("pilot", 10, frozenset({"K1"})), Cohort("rest", 90)))
