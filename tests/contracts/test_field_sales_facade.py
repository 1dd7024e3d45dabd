"""The pair field sales and façade, from both ends: one case an interaction on each."""

from pathlib import Path

import pytest
from pact import Pact

from contracts.consumers import field_sales_facade as contract
from contracts.pact_file import Interaction, read_pacts
from contracts.providers.facade import FacadeProvider
from contracts.verification import selected, verify_one
from contracts.writing import PACTS, live_through, write

PROVIDER = FacadeProvider()


@pytest.mark.parametrize("describe", contract.INTERACTIONS, ids=lambda one: one.__name__)
def test_the_app_gets_along_with_what_its_contract_says(describe):
    live_through(Pact(contract.CONSUMER, contract.PROVIDER), describe)


@pytest.mark.parametrize("interaction", selected(read_pacts(PACTS), PROVIDER), ids=lambda one: one.name)
def test_the_facade_keeps_to(interaction: Interaction):
    assert verify_one(interaction, PROVIDER).differences == ()


def test_the_committed_pacts_say_what_the_consumers_say(tmp_path: Path):
    fresh = write(contract, tmp_path)

    stale = "the contract has changed: run python -m contracts write"
    assert (PACTS / fresh.name).read_text(encoding="utf-8") == fresh.read_text(encoding="utf-8"), stale


def test_every_interaction_is_in_the_pact():
    assert len(read_pacts(PACTS)) == len(contract.INTERACTIONS)
