from contracts.alone import system_alone
from contracts.fuzz import fuzz
from contracts.surfaces import system_schema

EXAMPLES, SEED = 2, 7
PATHS = "/(orders|order/.*/ship|products)$"
"""A cross-section; `dualrun fuzz commerce` takes them all."""


def test_the_shop_keeps_to_its_own_document():
    alone = system_alone("commerce")
    schema = system_schema(alone, EXAMPLES, SEED).include(path_regex=PATHS)

    report = fuzz(schema)

    assert not report.breaches
    assert not alone.defects
    assert report.cases > 100
