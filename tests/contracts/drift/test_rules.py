"""Every rule by a change that it names, whom that hits, and a change like it that it does not name."""

from typing import Any

import pytest

from contracts.drift import rules as r
from contracts.drift.compare import changes
from contracts.drift.hits import HITS, findings
from contracts.drift.openapi import read_openapi
from tests.contracts.drift.shop import EVERYBODY, SHOP, SITE, Edit, at, body, edited, order, post, shown

NOTHING: dict[str, Any] = {"responses": {"200": {"description": "Done"}}}
ANY = {"type": "string"}
OPEN, WIDE = ["open", "shipped", "lost"], {**SITE, "schema": {"type": "string", "default": "DC1"}}
PARAMETERS = SHOP["paths"]["/orders"]["post"]["parameters"]
BOTH, ONE, NOBODY = 2, 1, 0


def both(*edits: Edit) -> Edit:
    def edit(document: dict[str, Any]) -> None:
        for each in edits:
            each(document)

    return edit


def longest(length: int) -> Edit:
    return order("properties/number/maxLength", length)


def an_id(word: str, value: Any) -> Edit:
    return shown(f"properties/id/{word}", value)


def first(changed: dict[str, Any]) -> Edit:
    return post("parameters", [changed, *PARAMETERS[1:]])


def security(*ways: dict[str, Any]) -> Edit:
    return at("security", list(ways))


NOW_ALL = shown("required", ["id", "status", "lines"])
CASES: list[tuple[r.Rule, Edit, int, Edit]] = [
    (r.OPERATION_REMOVED, at("paths/~orders", None), BOTH, at("paths/~returns", {"get": NOTHING})),
    (r.OPERATION_ADDED, at("paths/~returns", {"get": NOTHING}), NOBODY, at("paths/~orders", None)),
    (r.OPERATION_DEPRECATED, post("deprecated", True), NOBODY, post("summary", "Soon gone")),
    (r.PARAMETER_REMOVED, post("parameters", PARAMETERS[1:]), BOTH, post("parameters", PARAMETERS[::-1])),
    (
        r.PARAMETER_REQUIRED,
        post("parameters", [*PARAMETERS, {"name": "unit", "in": "query", "required": True, "schema": ANY}]),
        BOTH,
        post("parameters", [*PARAMETERS, {"name": "unit", "in": "query", "schema": ANY}]),
    ),
    (r.PARAMETER_NARROWED, first({**SITE, "schema": {**SITE["schema"], "enum": ["DC2"]}}), BOTH, first(WIDE)),
    (
        r.PARAMETER_DEFAULT,
        post("parameters/1/schema/default", True),
        BOTH,
        post("parameters/1/description", "Try only"),
    ),
    (
        r.PARAMETER_ADDED,
        post("parameters", [*PARAMETERS, {"name": "unit", "in": "query", "schema": ANY}]),
        NOBODY,
        post("parameters", PARAMETERS[1:]),
    ),
    (r.REQUEST_FIELD_REMOVED, order("properties/note", None), BOTH, order("properties/memo", ANY)),
    (
        r.REQUEST_FIELD_REQUIRED,
        both(order("properties/buyer", ANY), order("required", ["number", "buyer"])),
        BOTH,
        order("properties/buyer", ANY),
    ),
    (
        r.REQUEST_TYPE_CHANGED,
        order("properties/note/type", "integer"),
        BOTH,
        order("properties/note/type", ["string", "integer"]),
    ),
    (
        r.REQUEST_CHOICE_REMOVED,
        order("properties/kind/enum", ["normal"]),
        BOTH,
        order("properties/kind/enum", ["normal", "rush", "slow"]),
    ),
    (
        r.REQUEST_TIGHTENED,
        order("properties/number/maxLength", 5),
        BOTH,
        order("properties/number/maxLength", 50),
    ),
    (r.REQUEST_FIELD_ADDED, order("properties/memo", ANY), NOBODY, order("properties/note", None)),
    (
        r.REQUEST_WIDENED,
        order("properties/number/maxLength", 50),
        NOBODY,
        order("properties/number/maxLength", 5),
    ),
    (
        r.REQUEST_MEDIA_REMOVED,
        post("requestBody/content", {"text/xml": {"schema": {"$ref": "#/components/schemas/Order"}}}),
        BOTH,
        post("requestBody/content/text~xml", {"schema": {"$ref": "#/components/schemas/Order"}}),
    ),
    (r.STATUS_REMOVED, post("responses/409", None), ONE, post("responses/302", {"description": "Elsewhere"})),
    (r.RESPONSE_FIELD_REMOVED, shown("properties/id", None), ONE, shown("properties/ref", ANY)),
    (
        r.RESPONSE_FIELD_OPTIONAL,
        shown("required", ["status"]),
        ONE,
        NOW_ALL,
    ),
    (
        r.RESPONSE_NULLABLE,
        an_id("type", ["integer", "null"]),
        ONE,
        an_id("title", "Id"),
    ),
    (
        r.RESPONSE_TYPE_CHANGED,
        an_id("type", "string"),
        ONE,
        an_id("format", "int64"),
    ),
    (
        r.RESPONSE_CHOICE_REMOVED,
        shown("properties/status/enum", ["open"]),
        ONE,
        shown("properties/status/enum", OPEN),
    ),
    (
        r.RESPONSE_CHOICE_ADDED,
        shown("properties/status/enum", OPEN),
        ONE,
        shown("properties/status/enum", ["open"]),
    ),
    (
        r.RESPONSE_MEDIA_REMOVED,
        post("responses/201/content", {"text/csv": {"schema": {"$ref": "#/components/schemas/Shown"}}}),
        ONE,
        post("responses/201/content/text~csv", {"schema": {"$ref": "#/components/schemas/Shown"}}),
    ),
    (r.RESPONSE_FIELD_ADDED, shown("properties/ref", ANY), NOBODY, shown("properties/id", None)),
    (r.STATUS_ADDED, post("responses/422", body({})), ONE, post("responses/409", None)),
    (r.SIGN_IN_REMOVED, security({"token": []}), BOTH, security({"key": []}, {"token": []})),
    (
        r.SIGN_IN_ADDED,
        at("security", [{"token": []}, {"key": []}, {}]),
        NOBODY,
        at("security", [{"token": []}]),
    ),
]


def found(edit: Edit) -> list[Any]:
    before, after = (read_openapi("shop", document) for document in (SHOP, edited(edit)))
    return findings(before, changes(before, after), EVERYBODY)


@pytest.mark.parametrize(("rule", "edit", "count", "_"), CASES, ids=lambda one: getattr(one, "name", ""))
def test_a_change_is_named_and_hits_whom_it_hits(rule, edit, count, _):
    named = [one for one in found(edit) if one.change.rule is rule]
    hit = {interaction.name for one in named for interaction in one.hit}

    assert named
    assert len(hit) == count
    assert {name for one in named for name in one.consumers} <= {"portal"}
    assert bool(count) is rule.is_breaking


@pytest.mark.parametrize(("rule", "_", "__", "edit"), CASES, ids=lambda one: getattr(one, "name", ""))
def test_a_change_like_it_is_not_named_so(rule, _, __, edit):
    assert rule.id not in [one.change.rule.id for one in found(edit)]


def test_every_rule_is_tried_here_once_and_has_an_id_of_its_own():
    assert [case[0] for case in CASES] == list(r.RULES)
    assert [rule.id for rule in r.RULES] == [f"DR{number:02}" for number in range(1, len(r.RULES) + 1)]
    assert set(HITS) == {rule.id for rule in r.RULES if rule.is_breaking}


def test_what_is_as_it_was_is_no_change():
    assert found(lambda _: None) == []


def test_of_what_has_gone_only_the_outermost_is_told():
    removed = [one.change.where for one in found(order("properties/lines", None))]

    assert removed == ["$.lines"]


def test_who_relies_on_nothing_that_changed_is_not_hit():
    everything = [edit for rule, edit, *_ in CASES if rule is not r.SIGN_IN_REMOVED]

    assert not [one for edit in everything for one in found(edit) if "board" in one.consumers]


@pytest.mark.parametrize(
    ("pattern", "hit"), [("^SO-[0-9]+$", 0), ("^[A-Z]{2}-[0-9]{4}$", 2), ("(?not a pattern", 0)]
)
def test_a_new_pattern_hits_whose_values_no_longer_fit(pattern, hit):
    [finding] = found(order("properties/number/pattern", pattern))

    assert (finding.change.rule, len(finding.hit)) == (r.REQUEST_TIGHTENED, hit)


def test_one_more_value_that_is_taken_is_told_and_hits_nobody():
    [finding] = found(order("properties/kind/enum", ["normal", "rush", "slow"]))

    assert (finding.change.rule, finding.change.line, finding.hit) == (
        r.REQUEST_WIDENED,
        "takes more than it did: POST /orders $.kind: 'slow'",
        (),
    )
