"""Whatever a system is described in, a field that goes is found, with those whose pacts rely on it."""

import pytest

from contracts.drift.compare import changes
from contracts.drift.hits import Finding, findings
from contracts.drift.snapshots import SNAPSHOTS, Described, kept, read_surface
from contracts.pact_file import read_pacts
from contracts.writing import PACTS

INTERACTIONS = read_pacts(PACTS)


def found(name: str, old: str, new: str) -> list[Finding]:
    [before] = [one for one in kept(SNAPSHOTS, name.partition(".")[0]) if one.name == name]
    after = Described(before.system, name, before.text.replace(old, new))
    assert after.text != before.text
    was, now = read_surface(before), read_surface(after)
    return findings(was, changes(was, now), INTERACTIONS)


def told(name: str, old: str, new: str) -> list[tuple[str, str, str, tuple[str, ...]]]:
    return [
        (one.change.rule.name, one.change.operation, one.change.where, one.consumers)
        for one in found(name, old, new)
        if one.change.rule.is_breaking
    ]


def test_a_field_of_a_graphql_type_that_goes_hits_whose_query_takes_it():
    assert ("response-field-removed", "TYPE Order", "$.partner_order_id", ("facade",)) in told(
        "threepl_graphql.graphql", "  partner_order_id: String\n", "  own_order_id: String\n"
    )


def test_an_input_of_graphql_that_must_be_filled_in_hits_who_leaves_it_out():
    head = "input CancelOrderInput {"

    assert told("threepl_graphql.graphql", head, f"{head}\n  why: String!") == [
        ("request-field-required", "INPUT CancelOrderInput", "$.why", ("facade",))
    ]


def test_a_field_of_a_graphql_type_that_nobody_takes_hits_nobody():
    gone = told("threepl_graphql.graphql", "  quantity_received: Int\n", "  received: Int\n")

    assert gone
    assert {consumers for *_, consumers in gone} == {()}


def test_an_element_of_a_soap_answer_that_goes_hits_who_reads_it():
    removed = [
        one
        for one in told("legacy_erp.Customer.wsdl", '<xsd:element name="Balance"', '<xsd:element name="Owed"')
        if one[0] == "response-field-removed"
    ]

    assert ("facade",) in [consumers for *_, consumers in removed]
    assert all(where.endswith(".Balance") for _, _, where, _ in removed)


def test_an_operation_of_soap_that_goes_hits_who_calls_it():
    gone = told("legacy_erp.SalesPost.wsdl", "PostShipment", "BookShipment")

    assert [(rule, consumers) for rule, _, _, consumers in gone] == [("operation-removed", ("facade",))]


def test_a_field_of_an_event_that_goes_hits_every_channel_that_reads_it():
    [rule] = [
        one
        for one in told("facade.asyncapi.json", '"tracking"', '"waybill"')
        if one[0] == "response-field-removed"
    ]

    consumers = ("edi-partner", "marketplace", "portal")
    assert rule == ("response-field-removed", "EVENT order.shipped", "$.data.tracking", consumers)


def test_a_word_of_an_event_that_goes_hits_who_listens_for_it():
    gone = told("facade.asyncapi.json", '"backordered", ', "")

    assert gone == [
        ("response-value-removed", "EVENT order.status_changed", "$.data.status", ("marketplace", "portal"))
    ]


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("threepl_graphql.graphql", "type Order {", "type Order {\n  colour: String"),
        ("facade.asyncapi.json", '"title": "An order has been invoiced"', '"title": "Invoiced"'),
        ("cloud_erp.csdl.xml", 'Name="NAV"', 'Name="Other"'),
        ("legacy_erp.Customer.wsdl", "http://legacy_erp/", "https://elsewhere/"),
        ("wms.openapi.json", '"description": "', '"description": "Well: '),
    ],
)
def test_what_nobody_can_mind_is_no_breaking_change(name, old, new):
    assert told(name, old, new) == []
