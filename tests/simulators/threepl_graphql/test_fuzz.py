"""The surface keeps to its own description, whatever it is sent."""

from contracts.alone import system_alone
from contracts.fuzz import fuzz
from contracts.surfaces import system_schemas


def test_a_little_of_everything_is_answered_as_described():
    alone = system_alone("threepl_graphql")
    report = fuzz(*system_schemas(alone, examples=3, seed=7))

    assert report.cases >= 200
    assert report.breaches == []
    assert alone.defects == []
