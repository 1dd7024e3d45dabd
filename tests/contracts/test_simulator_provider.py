"""A system is put up anew for every interaction, and no state fails without being told."""

import pytest

from contracts.cli import run
from contracts.findings.junit import junit
from contracts.pact_file import PactError, Request, State, read_pacts
from contracts.providers.known import provider_of
from contracts.providers.simulator import SimulatorProvider
from contracts.verification import StateError, verify
from contracts.writing import PACTS
from tests.contracts.pact_document import Rote, a_pact, written

LOOK = Request("GET", "/api/v1/orders/770017", {}, b"")
ALLOCATED = State("an order is allocated", {"orderId": "770017"})


def test_the_values_of_a_state_take_the_place_of_those_in_the_pact():
    answered = SimulatorProvider("wms").answer([ALLOCATED], LOOK)

    assert answered.values == {"770017": "1001"}
    assert (answered.answer.status, answered.answer.headers["x-dualrun-system"]) == (200, "wms")


def test_values_are_replaced_at_once_so_that_none_is_replaced_twice():
    told = LOOK.told({"770017": "api/v1", "api/v1": "other"})

    assert told.target == "/other/orders/api/v1"


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"orderNo": "770017"}, "gives no orderNo; it gives orderId, goodsOwnerOrderNumber, articleNumber"),
        ({"orderId": "1"}, "too short to be found again"),
    ],
)
def test_a_value_that_the_state_does_not_give_is_told(parameters, said):
    with pytest.raises(StateError, match=said):
        SimulatorProvider("wms").answer([State("an order is allocated", parameters)], LOOK)


def test_a_state_that_raises_is_told(monkeypatch):
    def fails(_):
        raise ZeroDivisionError("at once")

    monkeypatch.setitem(SimulatorProvider("wms").simulator.states, "an order is allocated", fails)

    with pytest.raises(StateError, match=r"could not be set up: ZeroDivisionError\('at once'\)"):
        SimulatorProvider("wms").answer([ALLOCATED], LOOK)


def test_a_provider_that_nobody_knows_is_told_with_the_nearest():
    with pytest.raises(PactError, match="there is no provider 'cloud-erb'; did you mean cloud_erp"):
        provider_of("cloud-erb")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--provider", "wsm"], "did you mean wms?"),
        (["--provider", "wms", "--only", "nothing like it"], "matches no interaction with wms"),
        (["--provider", "wms", "--pacts", "EMPTY"], "no interaction in it"),
    ],
)
def test_the_command_fails_when_nothing_would_be_verified(arguments, said, tmp_path, capsys):
    arguments = [str(tmp_path) if one == "EMPTY" else one for one in arguments]

    assert run(["verify", *arguments]) == 2
    assert said in capsys.readouterr().err


def test_the_command_writes_one_case_an_interaction(tmp_path, capsys):
    file = tmp_path / "verdicts.xml"

    assert run(["verify", "--provider", "wms", "--only", "to release", "--junit", str(file)]) == 0
    cases = file.read_text().count("<testcase ")
    assert f"{cases} of {cases} interactions hold" in capsys.readouterr().out


def test_a_broken_interaction_is_a_failed_case(tmp_path):
    outcomes = verify(read_pacts(written(tmp_path, a_pact())), Rote(status=500, body=b"\x00"))

    written_down = junit("stock", outcomes)
    assert 'tests="1" failures="1"' in written_down
    assert '<failure message="status: expected 200, found 500">' in written_down


def test_the_old_book_is_judged_by_what_its_documents_say():
    interactions = [one for one in read_pacts(PACTS) if one.description == "an account"]
    [interaction] = [one for one in interactions if one.provider == "legacy_erp"]
    expected = interaction.expected

    assert verify([interaction], _Changed("legacy_erp", "_blank_", "All"))[0].differences != ()
    assert verify([interaction], _Changed("legacy_erp", "<Balance>", "<Balances>"))[0].differences != ()
    assert verify([interaction], _Changed("legacy_erp", "page:customer", "page:client"))[0].differences != ()
    assert expected.content_type.startswith("text/xml")


class _Changed(SimulatorProvider):
    """A system that says one thing in other words."""

    def __init__(self, name, before, after):
        super().__init__(name)
        self._before, self._after = before.encode(), after.encode()

    def answer(self, states, request):
        answered = super().answer(states, request)
        body = answered.answer.body.replace(self._before, self._after)
        return type(answered)(answered.answer._replace(body=body), answered.values)
