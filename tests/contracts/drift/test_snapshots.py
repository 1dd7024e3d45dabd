"""The snapshots are what the systems say; whatever is no snapshot is told as such."""

import pytest

from contracts.drift.snapshots import (
    SNAPSHOTS,
    SYSTEMS,
    Described,
    SnapshotError,
    described_now,
    kept,
    laid_out,
    read_surface,
)


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_committed_snapshots_are_what_the_system_says(system):
    stale = "a description has changed: run dualrun contracts drift, then python -m contracts write"

    assert {one.name: one.text for one in kept(SNAPSHOTS, system)} == {
        one.name: one.text for one in described_now(system)
    }, stale


@pytest.mark.parametrize("system", SYSTEMS)
def test_every_snapshot_can_be_read_and_offers_something(system):
    for described in kept(SNAPSHOTS, system):
        assert read_surface(described).operations, described.name


def test_no_snapshot_is_of_a_system_that_is_not_there():
    assert {path.name.partition(".")[0] for path in SNAPSHOTS.iterdir()} == set(SYSTEMS)


def test_json_has_a_line_for_each_operation():
    text = laid_out({"paths": {"/a": {"get": {"x": {"y": 1}}, "post": {}}, "/b": {}}})

    assert '\n   "get": {"x": {"y": 1}},\n   "post": {}' in text


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("wms.openapi.json", "{", "wms.openapi.json: cannot be read: "),
        ("wms.asyncapi.json", "[]", "wms.asyncapi.json: cannot be read: "),
        ("wms.csdl.xml", "<a", "wms.csdl.xml: cannot be read: "),
        ("wms.A.wsdl", "text", "wms.A.wsdl: cannot be read: "),
        ("wms.graphql", "type {", "wms.graphql: cannot be read: Syntax Error"),
        ("wms.yaml", "a: 1", "wms.yaml: not known how to read it; there are openapi.json, "),
    ],
)
def test_a_document_that_cannot_be_read_is_told(name, text, said):
    with pytest.raises(SnapshotError, match=said):
        read_surface(Described("wms", name, text))


def test_a_folder_without_a_document_of_a_system_is_told(tmp_path):
    with pytest.raises(SnapshotError, match=r"no document of wms there; a file is called wms.openapi.json"):
        kept(tmp_path, "wms")
