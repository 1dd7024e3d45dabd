from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from dualrun.checkers.i07_price_and_tax import PriceAndTax
from dualrun.history import CancelIntent, LineIntent, Outcome
from tests.builders import Story, a_cancelled_story, a_story
from tests.business import START


def repriced(**line: Decimal | str) -> Story:
    """The second line is changed, and everything below it adds up again."""
    story = a_story()
    invoice = story.says("invoice")
    first, second = invoice.lines
    changed = second._replace(**line)
    net = first.net + changed.net
    tax = (net * Decimal("0.07")).quantize(Decimal("0.01"))
    return story.changing("invoice", lines=(first, changed), net=net, tax=tax)


def reduced(story: Story, outcome: str) -> Story:
    """The buyer takes back three of the five of line 2: 2.20 of 5.50 remain."""
    story.ending_as(Outcome.OK, cancel_outcome=outcome)
    return story.closing_with(cancellations=(CancelIntent("SO-1", START, ((2, 3),)),))


def invoiced_reduced() -> Story:
    return repriced(quantity=Decimal(2), net=Decimal("2.20"))


def booked_reduced(story: Story, units: int) -> Story:
    """The book holds so many of line 2 in the end."""
    first, second = story.says("invoiced").lines
    lines = (first, second._replace(quantity=Decimal(units)))
    return story.changing("shipped", lines=lines).changing("invoiced", lines=lines)


def substituted(*named: str, confirmed: str = "1.10") -> Story:
    """Five of ITEM-2 at 1.10 left, and the buyer had ordered ITEM-1, or one of those named."""
    sent = LineIntent(1, "ITEM-2", 5, "EA", Decimal("1.10"))
    story = a_story(lines=(sent,))
    [operation] = story.operations
    ordered = replace(sent, item_id="ITEM-1", unit_price=Decimal(confirmed), substitutes=named)
    operation.intent = replace(operation.intent, lines=(ordered,))
    return story


def left_short(invoiced: Callable[[], Story]) -> Story:
    """Two of the five of line 2 left; the rest nobody found."""
    return invoiced().changing("shipment", quantities=((1, Decimal(3)), (2, Decimal(2))))


def invoiced_in_parts(*more: int) -> Story:
    """Each line has an invoice of its own; the lines named in `more` have another one."""
    story = a_story()
    invoice = story.says("invoice")
    parts = [
        {
            "lines": (line,),
            "net": line.net,
            "tax": (line.net * Decimal("0.07")).quantize(Decimal("0.01"), ROUND_HALF_UP),
        }
        for line in (*invoice.lines, *(invoice.lines[place] for place in more))
    ]
    for number, part in reversed(list(enumerate(parts[1:], 2))):
        story.repeating("invoice", number=f"PI-{number}", **part)
    return story.changing("invoice", **parts[0])


MUTANTS: Mapping[str, Callable[[], Story]] = {
    "takes the list price": lambda: a_story(lines=(LineIntent(1, "ITEM-1", 3, "CS", Decimal("4.00")),)),
    "forgets that a case holds more than one": lambda: repriced(unit="KRT"),
    "is a cent off on a line": lambda: repriced(net=Decimal("5.51")),
    "invoices an item the business does not sell": lambda: repriced(item="9999"),
    "adds up wrongly": lambda: a_story().changing("invoice", net=Decimal("16.01")),
    "rounds tax by line where it is by document": lambda: a_story().changing("invoice", tax=Decimal("1.13")),
    "rounds tax by document where it is by line": lambda: a_story(home="cloud_erp").changing(
        "invoice", tax=Decimal("1.12")
    ),
    "rounds tax in a way nobody declared": lambda: a_story().changing("invoice", tax_basis="unit"),
    "takes another customer's tax": lambda: a_story().changing("invoice", tax_rate=Decimal("0.19")),
    "takes another currency": lambda: a_story().changing("invoice", currency="USD"),
    "books for an unknown customer": lambda: a_story().changing("shipped", customer="D999"),
    "invoices no order": lambda: a_story().changing("invoice", order_number="SO-9"),
    "asks for a part twice": lambda: invoiced_in_parts(1),
    "forgets to ask for a part": lambda: invoiced_in_parts().dropping("invoice again"),
    "invoices what was taken back": lambda: reduced(a_story(), "done"),
    "leaves out what was not taken back": lambda: reduced(invoiced_reduced(), "refused:picked"),
    "leaves out what nobody took back": invoiced_reduced,
    "invoices what nobody found": lambda: left_short(
        lambda: repriced(quantity=Decimal(3), net=Decimal("3.30"))
    ),
    "invoices what was taken back in part": lambda: reduced(booked_reduced(a_story(), 2), "partly"),
    "takes back more than was named": lambda: reduced(
        booked_reduced(repriced(quantity=Decimal(1), net=Decimal("1.10")), 1), "partly"
    ),
    "says that some was taken back and takes back nothing": lambda: reduced(a_story(), "partly"),
    "sends another item than was ordered": lambda: substituted(),
    "sends another item than was named": lambda: substituted("ITEM-3"),
    "sends what was named at a higher price": lambda: substituted("ITEM-2", confirmed="1.05"),
    "invoices an order that was taken back whole": lambda: (
        a_story()
        .ending_as(Outcome.OK, cancel_outcome="done")
        .closing_with(cancellations=(CancelIntent("SO-1", START),))
    ),
}

INNOCENT: Mapping[str, Callable[[], Story]] = {
    "an invoice of the old book": a_story,
    "an order with an invoice for each part": invoiced_in_parts,
    "an invoice of the new book": lambda: a_story(home="cloud_erp"),
    "an invoice without a mirror": lambda: a_story(mirrored=False),
    "an invoice of what was left": lambda: reduced(invoiced_reduced(), "done"),
    "an invoice of what left, less than was ordered": lambda: left_short(invoiced_reduced),
    "an invoice of what had left when the rest was taken back": lambda: reduced(
        booked_reduced(invoiced_reduced(), 2), "partly"
    ),
    "an item that was named and costs as much": lambda: substituted("ITEM-2"),
    "an item that was named and costs less": lambda: substituted("ITEM-3", "ITEM-2", confirmed="1.50"),
    "a refused cancellation": lambda: reduced(a_story(), "refused:picked"),
    "a cancellation nobody knows the end of, done": lambda: reduced(invoiced_reduced(), "info"),
    "a cancellation nobody knows the end of, not done": lambda: reduced(a_story(), "info"),
}


def test_the_due_amount_is_said_beside_the_one_found():
    messages = [v.message for v in repriced(net=Decimal("5.51")).play([PriceAndTax()]).violations()]

    assert "line 2: 5 EA at 1.10 make 5.50, found 5.51" in messages[0]
    assert "the buyer confirmed 16.00 net and is asked for 16.01" in messages[1]


def test_a_mirror_invoice_is_none_of_its_business():
    story = a_story().changing("mirror invoice", net=Decimal(0))

    assert story.play([PriceAndTax()]).violations() == []


def test_an_order_without_an_invoice_is_not_evaluated():
    [checker] = a_cancelled_story().play([PriceAndTax()]).checkers

    assert checker.evaluated == 0
