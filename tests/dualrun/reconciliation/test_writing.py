import csv

from defusedxml import ElementTree

from dualrun.reconciliation.pack import pack
from dualrun.reconciliation.screen import pack_screen
from dualrun.reconciliation.writing import FIELDS, as_html, write_pack
from tests.dualrun.reconciliation.two_books import new, old


def test_the_pack_is_written_for_spreadsheets_machines_servers_and_people(tmp_path):
    found = pack(old(balance="30.00"), new())
    paths = write_pack(found, tmp_path)

    with paths["differences.csv"].open(newline="") as table:
        rows = list(csv.DictReader(table))
    assert tuple(rows[0]) == FIELDS
    assert rows[0]["class"] == "defect"
    assert len(rows) == len(found["differences"])
    suite = ElementTree.parse(paths["junit.xml"]).getroot()
    assert suite is not None
    assert suite.get("failures") == "1"
    assert "Control totals" in paths["reconciliation.html"].read_text()


def test_what_a_book_says_is_text_on_a_page_and_no_formula_in_a_table(tmp_path):
    hostile = old(url="<script>x</script>", accounts=())
    found = pack(hostile, new())
    assert "<script>" not in as_html(found)
    found["differences"][0]["key"] = "=1+1"
    assert "'=1+1" in write_pack(found, tmp_path)["differences.csv"].read_text()


def test_the_screen_answers_the_questions_first():
    shown = pack_screen(pack(old(), new()))
    assert "In both books  2 orders: W1 (posts in old), W3 (posts in new)" in shown
    assert "Receivables    open: old 24.00, new 12.00: 12.00 apart" in shown
