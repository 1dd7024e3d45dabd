"""Each declared change of each release is found, with those whom it hits; benign ones hit nobody."""

from functools import cache

import pytest

from contracts.drift.compare import changes
from contracts.drift.hits import Finding, findings
from contracts.drift.snapshots import SnapshotError
from contracts.drift.waves import find_wave, waves
from contracts.pact_file import read_pacts
from contracts.writing import PACTS
from simulators.cloud_erp.schemas.waves import NEXT_CHANGES, ChangeKind, WaveChange
from simulators.commerce.schemas.waves import CHANGES as OF_COMMERCE

INTERACTIONS = read_pacts(PACTS)
NAMED: dict[ChangeKind, str] = {
    ChangeKind.FIELD_ADDED: "response-field-added",
    ChangeKind.FIELD_REMOVED: "response-field-removed",
    ChangeKind.FIELD_REQUIRED: "request-field-required",
    ChangeKind.LENGTH_TIGHTENED: "request-limit-tightened",
    ChangeKind.VALUE_RENAMED: "response-value-removed",
    ChangeKind.DEFAULT_CHANGED: "parameter-default-changed",
    ChangeKind.OPTION_REMOVED: "parameter-removed",
    ChangeKind.ACTION_ADDED: "operation-added",
    ChangeKind.SIGN_IN_REMOVED: "sign-in-removed",
}
HITS_OF_CLOUD: dict[str, tuple[str, ...]] = {
    "CE26-01": ("facade",),
    "CE26-02": ("facade",),
    "CE26-03": ("facade",),
    "CE26-04": (),  # nobody follows changes
    "CE26-05": (),  # nobody signs in by a key
    "CE26-06": ("facade",),
    "CE26-07": (),  # nobody reads the terms of a customer
    "CE26-08": ("facade",),
    "CE26-09": ("facade",),
    "CE26-10": (),
    "CE26-11": (),
    "CE26-12": (),
}


@cache
def found(title: str) -> tuple[Finding, ...]:
    return tuple(
        finding
        for before, after in find_wave(title).surfaces()
        for finding in findings(before, changes(before, after), INTERACTIONS)
    )


def about(change: WaveChange) -> list[Finding]:
    """Give the findings that are this declared change."""
    words = {"web service access key": "http basic"}
    subject = words.get(change.subject, change.subject)
    return [
        one
        for one in found("cloud_erp@26.0")
        if one.change.rule.name == NAMED[change.kind]
        and change.entity_set in one.change.operation
        and (one.change.where.endswith(subject) or one.change.operation.endswith(f".{subject}"))
        and (change.kind is not ChangeKind.VALUE_RENAMED or one.change.before == change.before)
    ]


@pytest.mark.parametrize("change", NEXT_CHANGES, ids=lambda change: change.id)
def test_a_declared_change_of_the_cloud_erp_is_found_with_whom_it_hits(change):
    findings_of_it = about(change)

    assert findings_of_it
    assert all(one.change.rule.is_breaking is change.is_breaking for one in findings_of_it)
    hit = tuple(dict.fromkeys(name for one in findings_of_it for name in one.consumers))
    assert hit == HITS_OF_CLOUD[change.id]


def test_nothing_hits_anybody_but_what_is_declared():
    declared = {id(one) for change in NEXT_CHANGES for one in about(change)}
    other = [one.change for one in found("cloud_erp@26.0") if one.hit and id(one) not in declared]

    assert {(change.rule.name, change.where.rpartition(".")[2]) for change in other} == {
        ("response-value-removed", "blocked"),  # words are escaped in the new default version: CE26-03
        ("response-field-removed", "invoiceDate"),  # an invoice that an order's action answers with: CE26-06
    }


def named(title: str, *names: str) -> list[tuple[str, str, int]]:
    return [
        (one.change.rule.name, one.change.operation, len(one.hit))
        for one in found(title)
        if not names or one.change.rule.name in names
    ]


def test_the_cloud_edition_of_the_shop_breaks_every_call_of_the_facade():
    assert any(change.since == "SaaS 2025" and change.is_breaking for change in OF_COMMERCE)
    removed = named("commerce@SaaS 2025", "operation-removed")

    asked = [one for one in INTERACTIONS if one.provider == "commerce" and one.request.method != "SAID"]
    assert sum(hit for _, _, hit in removed) == len(asked) > 0
    assert len(named("commerce@SaaS 2025", "operation-added")) == len(removed)


@pytest.mark.parametrize("wave", [wave.title for wave in waves()])
def test_a_release_held_against_itself_has_no_changes(wave):
    for before, after in find_wave(wave).surfaces():
        assert changes(before, before) == changes(after, after) == []


def test_a_release_that_nobody_declared_is_told_with_the_nearest():
    with pytest.raises(SnapshotError, match=r"did you mean cloud_erp@26.0\?"):
        find_wave("cloud_erp@26")
