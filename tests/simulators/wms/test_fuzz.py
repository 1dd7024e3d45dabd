"""The warehouse keeps to its own document, whatever is made up from it."""

from contracts.alone import system_alone
from contracts.fuzz import fuzz
from contracts.surfaces import system_schema


def test_everything_that_can_be_made_up_from_the_document_is_answered_as_it_says():
    single = system_alone("wms")

    report = fuzz(system_schema(single, examples=2, seed=7))

    assert not report.breaches
    assert not single.defects
    assert report.cases > 500
