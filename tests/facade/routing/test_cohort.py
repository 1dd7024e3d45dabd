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
