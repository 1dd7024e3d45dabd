"""The surface keeps to its own description, whatever it is sent."""

from contracts.alone import system_alone
from contracts.fuzz import fuzz
from contracts.surfaces import system_schema
from simulators.cloud_erp.schemas.catalogue import CURRENT
from simulators.cloud_erp.schemas.described import answered


def test_a_little_of_everything_is_answered_as_described():
    alone = system_alone("cloud_erp")
    report = fuzz(
        system_schema(alone, examples=1, seed=7).include(
            path_regex=r"/(salesOrders(\(\{id\}\)(/Microsoft.NAV.(ship|amend))?)?|\$batch|token)$"
        )
    )

    assert report.cases >= 200
    assert report.breaches == []
    assert alone.defects == []


def test_the_document_knows_option_values_plain_and_escaped():
    described = answered(CURRENT, CURRENT.sets["items"])["properties"]["type"]["enum"]

    assert "Non-Inventory" in described
    assert "Non_x002D_Inventory" in described
