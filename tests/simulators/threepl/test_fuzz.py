"""The surface keeps to its own description, whatever it is sent."""

from contracts.alone import system_alone
from contracts.fuzz import fuzz
from contracts.surfaces import system_schema


def test_a_little_of_everything_is_answered_as_described():
    alone = system_alone("threepl")
    report = fuzz(
        system_schema(alone, examples=1, seed=7).include(path_regex="^/2026-07/(order|receiving|webhook)")
    )

    assert report.cases >= 200
    assert report.breaches == []
    assert alone.defects == []
