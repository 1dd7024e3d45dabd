"""Every pair from both ends: the consumer's code at a mock, and each interaction at its provider."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from contracts.pact_file import Interaction, read_pacts
from contracts.providers.known import PROVIDERS, provider_of
from contracts.verification import Provider, selected, verify_one
from contracts.writing import PACTS, PAIRS, pair, write
from dualrun.landscape.routes_once import routes_kept

ALL = read_pacts(PACTS)
PROVIDED = [name for name in PROVIDERS if any(one.provider == name for one in ALL)]


@pytest.fixture(scope="module", autouse=True)
def _routes_kept() -> Iterator[None]:
    """Find out once what all the façades have in common."""
    with routes_kept():
        yield


@cache
def provider(name: str) -> Provider:
    return provider_of(name)


@pytest.mark.parametrize("name", PAIRS)
def test_the_committed_pact_says_what_the_consumer_gets_along_with(name: str, tmp_path: Path):
    fresh = write(pair(name), tmp_path)

    stale = "the contract has changed: run dualrun contracts write"
    assert (PACTS / fresh.name).read_text(encoding="utf-8") == fresh.read_text(encoding="utf-8"), stale


@pytest.mark.parametrize("interaction", ALL, ids=lambda one: f"{one.provider}-{one.name}")
def test_the_provider_keeps_to(interaction: Interaction):
    assert verify_one(interaction, provider(interaction.provider)).differences == ()


@pytest.mark.parametrize("name", PROVIDED)
def test_every_state_that_is_presupposed_is_known(name: str):
    assert selected(ALL, provider(name))


def test_every_pact_belongs_to_a_pair():
    said = {f"{contract.CONSUMER}-{contract.PROVIDER}.json" for contract in map(pair, PAIRS)}

    assert {file.name for file in PACTS.glob("*.json")} == said


def test_a_pattern_is_one_of_a_text_for_alone_it_takes_null_and_numbers():
    alone = [
        (one.name, path)
        for one in ALL
        if not isinstance(one.expected.body, str)
        for path, rule in one.expected.body_rules.items()
        if [matcher["match"] for matcher in rule["matchers"]] == ["regex"]
    ]
    assert alone == []
