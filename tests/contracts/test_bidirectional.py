"""A pact and a description are held against each other: all of ours fit, and no planted mismatch does."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest

from contracts.bidirectional import check
from contracts.cli import run
from contracts.drift.asyncapi import read_asyncapi
from contracts.drift.snapshots import SNAPSHOTS, SYSTEMS
from contracts.pact_file import Interaction, PactError, Request, read_pacts, spelt
from contracts.writing import PACTS
from tests.contracts.drift.shop import PORTAL, POST, REFUSED, SENT, SHOP, Edit, at, edited, order, post, shown

INTERACTIONS = read_pacts(PACTS)
EVENTS = read_asyncapi("facade", orjson.loads((SNAPSHOTS / "facade.asyncapi.json").read_bytes()))


def described(system: str) -> dict[str, Any]:
    document: dict[str, Any] = orjson.loads((SNAPSHOTS / f"{system}.openapi.json").read_bytes())
    return document


def broken(interaction: Interaction, *edits: Edit) -> list[str]:
    [outcome] = check([interaction], edited(*edits))
    return list(outcome.differences)


def sending(target: str = POST.target, method: str = "POST", **changes: Any) -> Interaction:
    headers = {**POST.headers, **changes.pop("headers", {})}
    body = changes.pop("body", {**SENT, **changes})
    return replace(PORTAL, request=Request(method, target, headers, body if body == b"" else spelt(body)))


def reading(**changes: Any) -> Interaction:
    body = {**PORTAL.expected.body, **changes}
    return replace(PORTAL, expected=replace(PORTAL.expected, body=body))


@pytest.mark.parametrize("system", SYSTEMS)
def test_what_our_consumers_rely_on_is_promised(system):
    ours = [one for one in INTERACTIONS if one.provider == system]

    outcomes = check(ours, described(system), EVENTS if system == "facade" else None)

    assert [(one.interaction.name, one.differences) for one in outcomes if not one.holds] == []
    assert len(outcomes) >= 15


def test_what_fits_fits():
    assert broken(PORTAL) == broken(REFUSED) == broken(sending(lines=[])) == []


@pytest.mark.parametrize(
    ("interaction", "said"),
    [
        (sending("/order"), "BD01 path: there is no /order"),
        (sending(method="PATCH"), "BD02 method: /orders takes POST"),
        (sending("/orders?unit=EA"), "BD04 parameter: query:unit is not known"),
        (sending("/orders?site=DC9"), "BD05 parameter: query:site: 'DC9' is none of DC1, DC2"),
        (sending(body=b""), "BD06 request: a body must be sent"),
        (
            sending(headers={"content-type": "text/xml"}),
            "BD08 request: text/xml is not taken, but application/json",
        ),
        (sending(kind="slow"), 'BD09 request: $.kind: "slow" is not one of "normal" or "rush"'),
        (sending(body={}), 'BD09 request: $: "number" is a required property'),
        (
            sending(lines=[{"sku": "A", "quantity": "two"}]),
            'BD09 request: $.lines[0].quantity: "two" is not of type "integer"',
        ),
        (
            replace(PORTAL, expected=replace(PORTAL.expected, status=418)),
            "BD10 response: 418 is not described; described are 201, 409",
        ),
        (
            replace(PORTAL, expected=replace(PORTAL.expected, content_type="text/csv")),
            "BD11 response: text/csv is not described; described is application/json",
        ),
        (reading(colour="red"), "BD12 response: $.colour is not described"),
        (reading(lines=[{"sku": "A", "unit": "EA"}]), "BD12 response: $.lines[].unit is not described"),
        (reading(id="1"), "BD13 response: $.id is integer, not string"),
        (reading(id=None), "BD13 response: $.id is integer, not null"),
    ],
)
def test_a_pact_that_relies_on_what_nobody_promised_is_found(interaction, said):
    assert broken(interaction) == [said]


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (at("paths/~orders", None), "BD01 path: there is no /orders"),
        (post("parameters/1/required", True), "BD03 parameter: query:dry must be sent"),
        (post("requestBody", None), "BD07 request: no body is taken"),
        (order("required", ["number", "buyer"]), 'BD09 request: $: "buyer" is a required property'),
        (
            order("properties/number/maxLength", 3),
            'BD09 request: $.number: "SO-1" is longer than 3 characters',
        ),
        (shown("properties/id", None), "BD12 response: $.id is not described"),
        (shown("properties/id/type", "string"), "BD13 response: $.id is string, not integer"),
        (
            shown("properties/status/enum", ["new", "gone"]),
            "BD14 response: $.status is never 'open', but new, gone",
        ),
    ],
)
def test_a_description_that_promises_less_is_found(edit, said):
    assert broken(PORTAL, edit) == [said]


def test_a_request_that_is_to_be_refused_may_break_the_description():
    wrong = replace(REFUSED, request=sending(kind="slow").request)

    assert broken(wrong) == []


def test_where_nothing_is_named_anything_may_be():
    assert broken(PORTAL, at("components/schemas/Shown", {"type": "object"})) == []
    assert broken(reading(colour="red"), shown("additionalProperties", {"type": "string"})) == []


def test_an_event_is_held_against_its_description():
    [interaction] = [one for one in INTERACTIONS if one.name == "portal: that goods have left"]
    renamed = json.loads(json.dumps(interaction.expected.body).replace('"tracking"', '"waybill"'))
    wrong = replace(interaction, expected=replace(interaction.expected, body=renamed))
    unknown = replace(interaction, request=replace(interaction.request, headers={"type": "order.lost"}))

    outcomes = check([interaction, wrong, unknown], SHOP, EVENTS)

    assert [one.differences for one in outcomes] == [
        (),
        ("BD12 response: $.data.waybill is not described",),
        ("BD15 event: no event of that type is described",),
    ]


def test_messages_alone_are_nothing_to_check_without_a_description_of_events():
    messages = [one for one in INTERACTIONS if one.consumer == "order-monitor"]

    with pytest.raises(PactError, match="messages are checked against --asyncapi"):
        check(messages, SHOP)


WMS = [str(PACTS / "facade-wms.json"), "--openapi", str(SNAPSHOTS / "wms.openapi.json")]


def test_the_command_says_how_many_are_promised(tmp_path: Path, capsys):
    assert run(["check", *WMS, "--junit", str(tmp_path / "check.xml")]) == 0
    told = capsys.readouterr()
    assert told.out == "21 of 21 interactions are promised by wms\n"
    assert told.err == "contracts: 3 messages are left out; --asyncapi names the description of events\n"
    assert 'tests="21" failures="0"' in (tmp_path / "check.xml").read_text()


def test_the_command_fails_by_what_is_not_promised(tmp_path: Path, capsys):
    spoilt = tmp_path / "wms.yaml"
    text = (SNAPSHOTS / "wms.openapi.json").read_text(encoding="utf-8")
    spoilt.write_text(text.replace('"orderId"', '"orderNumber"'), encoding="utf-8")

    assert (
        run(["check", WMS[0], "--openapi", str(spoilt), "--json", "--sarif", str(tmp_path / "c.sarif")]) == 1
    )
    found = json.loads(capsys.readouterr().out)
    assert found["broken"] == 8
    assert "BD12 response: $.orderId is not described" in str(found["interactions"])
    assert json.loads((tmp_path / "c.sarif").read_text())["runs"][0]["results"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([str(PACTS), *WMS[1:]], "say which with --provider"),
        ([str(PACTS), *WMS[1:], "--provider", "wmz"], "no pact is with wmz"),
        ([*WMS, "--only", "("], "'(' is no pattern"),
        ([*WMS, "--only", "nothing like it"], "matches no interaction with wms"),
        ([WMS[0], "--openapi", "/nowhere.json"], "/nowhere.json: cannot be read: No such file"),
        ([WMS[0], "--openapi", "NONE.json"], "cannot be read: Expecting value"),
        ([WMS[0], "--openapi", WMS[0]], "no openapi document: it has no field 'openapi'"),
        (["/nowhere.json", *WMS[1:]], "nowhere.json: No such file"),
    ],
)
def test_bad_usage_is_one_line(arguments, said, tmp_path, capsys):
    (tmp_path / "NONE.json").write_text("nothing")
    arguments = [str(tmp_path / one) if one == "NONE.json" else one for one in arguments]

    assert run(["check", *arguments]) == 2
    line = capsys.readouterr().err
    assert said in line
    assert line.count("\n") == 1
