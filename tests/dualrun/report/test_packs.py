from dataclasses import replace
from decimal import Decimal

from dualrun.reconciliation.memory import InMemory
from dualrun.reconciliation.pack import drawn_up
from dualrun.report.document import PackRow
from dualrun.report.html import render
from tests.dualrun.reconciliation.two_books import new, old, order
from tests.dualrun.report.test_html import Page
from tests.report_builder import a_go, changed


def test_the_page_names_the_differences_of_a_pack_that_have_no_reason_with_their_money():
    theirs = order("W1", "N1", posting=False, net=Decimal(9)), order("W3", "N3", posting=True)
    wrong = drawn_up(InMemory(old(), replace(new(), orders=theirs)), due={"W1", "W2"})
    sound = drawn_up(InMemory(old(), new()))
    rows = [PackRow(at_s=at_s, read_at_s=at_s, pack=one) for at_s, one in ((0.0, wrong), (9.0, sound))]
    page = Page(render(changed(a_go(), packs=rows)))

    assert (page.crossed, page.open) == ([], [])
    assert page.text.count("Differences without a reason") == 1
    assert "orders W2 document O2 nothing 12.00 copy missing: it is due in both books" in page.text
    assert "orders W1 net 10.00 9.00 1.00 another value" in page.text
    assert "2 orders are in both books; 2 are to be, by their pins." in page.text
