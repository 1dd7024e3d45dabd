import asyncio
from dataclasses import replace
from decimal import Decimal

from dualrun.reconciliation.memory import InMemory
from dualrun.reconciliation.pack import drawn_up, settled
from dualrun.reconciliation.pins import due_in_both
from dualrun.reconciliation.screen import pack_screen
from dualrun.reconciliation.writing import as_html
from tests.dualrun.reconciliation.two_books import new, old, order


def found_with(due, ours=None, theirs=None):
    return drawn_up(InMemory(ours or old(), theirs or new()), due=due)


def missing(found) -> list[tuple[str, str, str]]:
    return [
        (row["report"], row["key"], row["amount"])
        for row in found["differences"]
        if row["why"].startswith("copy missing") and row["class"] == "defect"
    ]


def test_what_is_due_in_both_books_and_found_in_one_is_a_defect_by_name_and_money():
    found = found_with({"W1", "W2", "W3"})

    assert found["verdict"] == "no-go"
    assert missing(found) == [("invoices", "W2", "12.00"), ("orders", "W2", "12.00")]
    lost_there = found_with({"W3"}, ours=replace(old(), orders=old().orders[:2], invoices=old().invoices[:2]))
    assert missing(lost_there) == [("invoices", "W3", "-12.00"), ("orders", "W3", "-12.00")]


def test_an_order_that_is_due_in_one_book_only_posts_alone():
    found = found_with({"W1", "W3"})
    assert (found["verdict"], found["due_in_both"]) == ("go", {"said": True, "count": 2})


def test_a_closed_copy_is_no_copy_of_an_order_that_is_due_in_both_books():
    ours = replace(old(), orders=(*old().orders[:2], order("W3", "O3", posting=False, status="cancelled")))
    assert ("orders", "W3", "-12.00") in missing(found_with({"W3"}, ours=ours))
    assert missing(found_with(frozenset(), ours=ours)) == []


def test_of_a_cancelled_order_no_copy_is_due_any_more():
    gone = order("W2", "O2", posting=True, status="cancelled")
    ours = replace(old(), orders=(old().orders[0], gone, old().orders[2]), invoices=())
    assert missing(found_with({"W2"}, ours=ours, theirs=replace(new(), invoices=()))) == []


def test_where_nobody_has_said_what_is_due_in_both_books_the_pack_says_so():
    unsaid = found_with(None)

    assert (unsaid["verdict"], unsaid["due_in_both"]) == ("go", {"said": False, "count": 0})
    for shown in (pack_screen(unsaid), as_html(unsaid)):
        assert "nobody has said" in " ".join(shown.split())
    assert "3 orders" in pack_screen(found_with({"W1", "W2", "W3"}))


def test_a_defect_that_is_gone_at_a_second_look_was_on_its_way_and_one_that_stays_is_a_defect():
    changed = order("W1", "N1", posting=False, net=Decimal(9))
    first = found_with({"W2"}, theirs=replace(new(), orders=(changed, new().orders[1])))
    came = (*new().orders, order("W2", "N2", posting=False))
    copies = replace(
        new(), orders=came, invoices=(*new().invoices, replace(old().invoices[1], posting=False))
    )

    passed = settled(first, found_with({"W2"}, theirs=copies))
    assert (first["classes"]["defect"], passed["classes"]["defect"], passed["verdict"]) == (3, 0, "go")
    assert {row["class"] for row in passed["differences"] if row["why"].startswith("on_its_way")} == {
        "explained"
    }
    stayed = settled(first, first)
    assert (stayed["classes"], stayed["verdict"]) == (first["classes"], "no-go")


def test_what_is_due_in_both_books_is_what_the_pins_of_all_pages_say():
    orders = [{"reference": f"W{number}", "mirrored": number % 2 == 0} for number in range(5)]
    asked = []

    async def ask(path: str):
        asked.append(path)
        after = path.partition("after=")[2]
        start = [one["reference"] for one in orders].index(after) + 1 if after else 0
        return {"orders": orders[start : start + 2]}

    assert asyncio.run(due_in_both(ask, page=2)) == {"W0", "W2", "W4"}
    assert asked[0] == "orders?limit=2&after="
    assert len(asked) == 3
