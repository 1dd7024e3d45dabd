"""Every change changes something, and every kind of document is changed in every way it can be."""

import json

import pytest

from contracts.mutation.json_changes import fields, json_changes
from contracts.mutation.mutant import ADDED, BODY, ENDPOINT, HEADER, STATUS, Reply
from contracts.mutation.operators import changes, mutants
from contracts.mutation.x12_changes import x12_changes, x12_fields
from contracts.mutation.xml_changes import xml_changes, xml_fields
from contracts.pact_file import read_pacts
from tests.contracts.pact_document import a_pact, written

JSON = json.dumps({"n": 5, "t": "x", "b": True, "l": [{"q": 1.5}], "o": {}, "e": None}).encode()
XML = b'<s:E xmlns:s="urn:a"><s:Line><s:Q>5</s:Q></s:Line><s:Line><s:Q>6</s:Q></s:Line><s:T>x</s:T></s:E>'
BLANK = " " * 10
WHO = "ZZ*SENDER         *ZZ*RECEIVER       "
ISA = f"ISA*00*{BLANK}*00*{BLANK}*{WHO}*260105*0900*U*00401*000000001*0*T*>~"
X12 = f"{ISA}GS*PO*S*R*20260105*0900*1*X*004010~ST*850*0001~BEG*00*SA*PO-1**20260105~SE*3*0001~".encode()


@pytest.mark.parametrize("body", [JSON, XML, X12], ids=["json", "xml", "x12"])
def test_every_change_changes_something_and_none_is_made_twice(body):
    made = list(changes(body))

    assert all(change.body != body for change in made)
    assert len({change.body for change in made if change.operator != "namespace"}) == len(
        [change for change in made if change.operator != "namespace"]
    )


def test_each_kind_of_json_value_is_changed_in_its_own_ways():
    made = {}
    for change in json_changes(JSON):
        made.setdefault(change.field, []).append(change.operator)

    always = ["rename", "drop"]
    assert made["$.n"] == ["null", "type", "other", "negative", "fraction", *always]
    assert made["$.t"] == ["null", "type", "other", "empty", *always]
    assert made["$.b"] == ["null", "type", "other", *always]
    assert made["$.l"] == ["null", "type", "empty", *always]
    assert made["$.l[*].q"] == ["null", "type", "other", "negative", *always]
    assert made["$.o"] == ["null", "type", ADDED, *always]
    assert made["$.e"] == always
    assert fields(json.loads(JSON)) == set(made)


def test_a_json_change_touches_its_field_alone():
    [changed] = [json.loads(c.body) for c in json_changes(JSON) if (c.field, c.operator) == ("$.n", "rename")]

    assert changed == {**{k: v for k, v in json.loads(JSON).items() if k != "n"}, "nX": 5}


def test_elements_are_dropped_renamed_moved_to_another_namespace_and_filled_otherwise():
    made = {(change.field, change.operator): change.body for change in xml_changes(XML)}

    assert {operator for field, operator in made if field == "/E/Line/Q"} == {
        *("drop", "rename", "namespace", "empty", "other", "type", "negative")
    }
    assert {operator for field, operator in made if field == "/E/T"} == {
        *("drop", "rename", "namespace", "empty", "other")
    }
    assert b"<s:Q>6</s:Q>" in made["/E/Line/Q", "drop"]
    assert xml_fields(XML.decode()) == {"/E", "/E/Line", "/E/Line/Q", "/E/T"}


def test_segments_are_dropped_renamed_and_doubled_and_their_elements_emptied():
    made = {(change.field, change.operator): change.body.decode() for change in x12_changes(X12)}

    assert "BEG*" not in made["BEG", "drop"]
    assert made["BEG", "twice"].count("BEG*") == 2
    assert "ZZZ*00*SA" in made["BEG", "rename"]
    assert "BEG*00*SA***20260105~" in made["BEG03", "empty"]
    assert ("BEG04", "empty") not in made  # it is empty as it is
    assert {"ISA", "BEG", "BEG03", "SE01"} <= x12_fields(X12.decode())


def test_around_the_body_status_headers_and_the_endpoint_itself_change(tmp_path):
    [interaction] = read_pacts(written(tmp_path, a_pact()))
    made = list(mutants(interaction, Reply(200, {"etag": "1"}, b"{}")))

    parts = {part: [(m.field, m.operator) for m in made if m.part == part] for part in (STATUS, HEADER)}
    assert ("", "200") not in parts[STATUS]
    assert len(parts[STATUS]) == 5
    assert parts[HEADER] == [("etag", "drop"), ("etag", "other")]
    assert [m.reply.status for m in made if m.part == ENDPOINT] == [404]
    assert [(m.operator, m.reply.body) for m in made if m.part == BODY][:2] == [("empty", b""), ("cut", b"{")]
