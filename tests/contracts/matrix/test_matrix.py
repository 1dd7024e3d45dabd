"""One table of who keeps to what, and an answer to whether a capability may move."""

import json

import pytest

from contracts.cli import run
from contracts.matrix.capabilities import ANY, PATTERNS, capability_of
from contracts.matrix.cells import filled
from contracts.matrix.columns import targets
from contracts.pact_file import read_pacts
from contracts.writing import PACTS
from facade.routing.stage import Stage
from simulators.registry import NAMES

ALL = read_pacts(PACTS)
STEP = "the step invoice.posted|a new order$"


def test_every_provider_has_its_capabilities():
    assert set(PATTERNS) == {"facade", *NAMES}
    assert {capability_of(one) for one in ALL} >= {"orders", "invoicing", "customers", "fulfilment", ANY}


def test_an_invoice_belongs_to_invoicing_in_both_books_and_at_the_facade():
    of = {(one.provider, one.description): capability_of(one) for one in ALL}

    assert of["cloud_erp", "to invoice when an order is shipped"] == "invoicing"
    assert of["legacy_erp", "to PostInvoice when an order is shipped"] == "invoicing"
    assert of["facade", "the step invoice.posted"] == "invoicing"
    assert of["cloud_erp", "to enter an order that posts"] == "orders"
    assert of["cloud_erp", "a token"] == ANY


def test_a_system_has_a_column_for_each_release_and_the_facade_one_for_each_stage_too():
    columns = [target.column for target in targets(ALL)]

    assert len(set(columns)) == len(columns)
    assert {column.provider for column in columns} == {one.provider for one in ALL}
    assert [c.release for c in columns if c.provider == "cloud_erp"] == ["25.0", "26.0"]
    stages = [c.stage for c in columns if c.provider == "facade" and c.release == "25.0"]
    assert stages == list(Stage)
    assert [c.stage for c in columns if (c.provider, c.release) == ("facade", "26.0")] == list(Stage)[1:]


def test_a_new_release_breaks_what_it_takes_away_and_nothing_else():
    some = [one for one in ALL if one.provider == "cloud_erp" and "invoice" in one.name]
    cells = filled(some, targets(some))

    now, then = ([cell for cell in cells if cell.column.release == name] for name in ("25.0", "26.0"))
    assert all(cell.holds for cell in now)
    assert {why for cell in then for why in cell.differences} == {
        "body $.value[0]: Actual map is missing the following keys: invoiceDate",
        "body $: Actual map is missing the following keys: invoiceDate",
    }
    assert any(cell.holds for cell in then)


def test_the_facade_keeps_its_word_at_either_end_of_the_move():
    some = [one for one in ALL if one.provider == "facade" and one.description in ("a new order",)]
    cells = filled(some, targets(some, [Stage.OFF, Stage.COMPLETE]))

    assert {cell.column.stage for cell in cells} == {"off", "complete"}
    assert [cell.interaction.name for cell in cells if cell.column.release == "25.0" and not cell.holds] == []


class TestCanICutOver:
    def test_yes_when_the_new_book_and_the_facade_before_it_keep_to_everything(self, capsys):
        assert run(["can-i-cut-over", "--capability", "invoicing"]) == 0
        assert "can invoicing cut over to cloud_erp 25.0, complete: yes" in capsys.readouterr().out

    def test_no_with_field_consumer_and_interaction_when_the_new_book_lacks_a_field(self, capsys):
        asked = ["can-i-cut-over", "--capability", "orders", "--without", "externalDocumentNumber", "--json"]
        assert run(asked) == 1

        said = json.loads(capsys.readouterr().out)
        assert not said["ok"]
        assert {
            "field": "$.externalDocumentNumber",
            "consumer": "facade",
            "interaction": "to enter an order that posts",
            "where": "cloud_erp 25.0",
            "why": "body $: Actual map is missing the following keys: externalDocumentNumber",
        } in said["obstacles"]

    def test_no_at_the_next_release_first_why_and_then_who_is_hit(self, capsys):
        assert run(["can-i-cut-over", "--capability", "invoicing", "--release", "26.0"]) == 1

        *said, verdict = capsys.readouterr().out.splitlines()
        assert said[0].startswith("facade needs $.value[0].invoiceDate (the invoices of an order);")
        assert said[-1].startswith("order-monitor needs what comes of it (the step invoice.posted);")
        assert verdict.startswith("can invoicing cut over to cloud_erp 26.0, complete: no: 3 obstacles, ")

    @pytest.mark.parametrize(
        ("option", "word", "said"),
        [
            ("--capability", "order", "did you mean orders?"),
            ("--release", "27.0", "26.0"),
            ("--to", "complet", "did you mean complete?"),
            ("--without", "externalDocumentNo", "no answer of cloud_erp has a field"),
            ("--only", "nothing like it", "matches no interaction"),
            ("--only", "what an item costs a customer", "no capability 'orders'"),
        ],
    )
    def test_what_would_prove_nothing_is_told(self, option, word, said, capsys):
        asked = {"--capability": "orders", "--only": "orders under a reference$|what an item", option: word}

        assert run(["can-i-cut-over", *(part for pair in asked.items() for part in pair)]) == 2
        assert said in capsys.readouterr().err


def test_the_command_writes_a_page_with_a_row_for_each_interaction(tmp_path, capsys):
    asked = ["matrix", "--only", "^facade: (the invoices of an order|to invoice)", "--report", str(tmp_path)]
    assert run([*asked, "--json"]) == 1

    said = json.loads(capsys.readouterr().out)
    page = (tmp_path / "matrix.html").read_text()
    assert said["columns"] == ["cloud_erp 25.0", "cloud_erp 26.0"]
    assert page.count('class="c yes"') == said["held"]
    assert page.count('class="c no"') == len(said["cells"]) - said["held"] == 2
