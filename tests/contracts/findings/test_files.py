"""What a code host and a CI read of a verification."""

import json

import pytest

from contracts.findings import sarif_of, summary_of
from contracts.pact_file import read_pacts
from contracts.verification import verify
from tests.contracts.pact_document import Rote, a_pact, written


@pytest.fixture
def broken(tmp_path):
    pact = written(tmp_path, a_pact()) / "0.json"
    pact.write_text(json.dumps(json.loads(pact.read_text()), indent=1))
    return pact, verify(read_pacts(pact), Rote(status=500))


def test_a_code_host_finds_the_broken_interaction_at_its_line_of_the_pact(broken):
    pact, outcomes = broken

    [result] = json.loads(sarif_of("stock", outcomes))["runs"][0]["results"]
    place = result["locations"][0]["physicalLocation"]
    line = pact.read_text().splitlines()[place["region"]["startLine"] - 1]
    assert (result["ruleId"], result["level"]) == ("contract/broken", "error")
    assert "status: expected 200, found 500" in result["message"]["text"]
    assert place["artifactLocation"]["uri"] == pact.as_posix()
    assert '"an open order"' in line


def test_a_state_that_could_not_be_set_up_is_a_rule_of_its_own(tmp_path):
    outcomes = verify(read_pacts(written(tmp_path, a_pact())), Rote(is_able=False))

    assert json.loads(sarif_of("stock", outcomes))["runs"][0]["results"][0]["ruleId"] == "contract/state"


def test_what_holds_leaves_no_result(tmp_path):
    outcomes = verify(read_pacts(written(tmp_path, a_pact())), Rote())

    assert json.loads(sarif_of("stock", outcomes))["runs"][0]["results"] == []
    assert "all hold" in summary_of("stock", outcomes)


def test_the_summary_counts_by_consumer_and_says_why(broken):
    _, outcomes = broken

    said = summary_of("stock", outcomes)
    assert "1 of 1 interactions broken" in said
    assert "| portal | 0 | 1 |" in said
    assert "- status: expected 200, found 500" in said
