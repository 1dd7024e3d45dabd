"""The document of a release says what its declared changes say, and nothing else changes."""

import pytest

from simulators.commerce import SIMULATOR
from simulators.commerce.schemas.releases import described_in
from simulators.commerce.schemas.waves import CHANGES, RELEASES

DOCUMENT = SIMULATOR.api().openapi()


def described(release: str) -> dict:
    return described_in(release, DOCUMENT)


def test_every_declared_change_belongs_to_a_release():
    assert {change.since for change in CHANGES} <= set(RELEASES)


def test_the_cloud_edition_has_the_same_calls_at_other_paths():
    before, after = described("2.4.6")["paths"], described("SaaS 2025")["paths"]

    assert not [path for path in after if "rest" in path or "store_code" in path]
    assert len(after) == len(before)
    ship = after["/V1/order/{orderId}/ship"]["post"]
    assert {"Store", "orderId"} == {one["name"] for one in ship["parameters"]}
    assert ship["requestBody"] == before["/rest/V1/order/{orderId}/ship"]["post"]["requestBody"]


@pytest.mark.parametrize(("release", "most"), [("2.4.4", 999_999), ("2.4.6", 300)])
def test_long_pages_are_limited_from_one_release_on(release, most):
    parameters = described(release)["paths"]["/rest/V1/orders"]["get"]["parameters"]
    [size] = [one for one in parameters if one["name"] == "searchCriteria[pageSize]"]

    assert size["schema"]["maximum"] == most


@pytest.mark.parametrize(("release", "ways"), [("2.4.3", 2), ("2.4.4", 1)])
def test_tokens_of_integrations_are_bearer_tokens_until_one_release(release, ways):
    document = described(release)

    assert len(document["security"]) == len(document["components"]["securitySchemes"]) == ways


def test_a_release_that_nobody_knows_is_refused():
    with pytest.raises(ValueError, match="not in tuple"):
        described("9.9")
