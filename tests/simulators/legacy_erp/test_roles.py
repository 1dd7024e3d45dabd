"""Who leads an order, and how that changes while its goods are still here."""

import asyncio
from decimal import Decimal

import pytest

from simulators.chassis.commits import OrderCommit
from tests.simulators.legacy_erp.back_office import BackOffice, entered, record_xml, shipment_xml

ALL = ((1, "10"), (2, "2"))


async def given_role(office, key, role):
    return await office.page("SalesOrder", "Update", record_xml("SalesOrder", Key=key, Book_Role=role))


async def exposure(office):
    return Decimal((await office.page("Customer", "Read", "<No>D10001</No>")).one("Balance"))


def test_an_order_that_is_made_a_mirror_weighs_nothing_and_one_made_leading_does_again():
    async def story():
        office = BackOffice()
        order = await entered(office)
        owed = [await exposure(office)]
        mirror = await given_role(office, order.one("Key"), "Mirror")
        owed.append(await exposure(office))
        leading = await given_role(office, mirror.one("Key"), "Leading")
        owed.append(await exposure(office))
        told = [(one.number, one.posting) for one in office.commits if isinstance(one, OrderCommit)]
        return owed, [mirror.one("Book_Role"), leading.one("Book_Role")], told

    owed, roles, told = asyncio.run(story())

    assert owed == [Decimal("17.87"), Decimal(0), Decimal("17.87")]
    assert roles == ["Mirror", "Leading"]
    assert told == [("SO-100001", True), ("SO-100001", False), ("SO-100001", True)]


def test_what_ships_from_then_on_posts_as_its_order_does():
    async def story():
        office = BackOffice()
        mirror = await given_role(office, (await entered(office)).one("Key"), "Mirror")
        number = mirror.one("No")
        await office.codeunit("PostShipment", shipment_xml(number, "SH-1", *ALL))
        invoice = await office.codeunit("PostInvoice", f"<orderNo>{number}</orderNo>")
        return invoice.one("No"), [one.posting for one in office.commits[2:]]

    number, posting = asyncio.run(story())

    assert number.startswith("MI-")
    assert not any(posting)


def test_the_same_role_again_changes_nothing():
    async def story():
        office = BackOffice()
        order = await entered(office)
        again = await given_role(office, order.one("Key"), "Leading")
        return again.one("Key") == order.one("Key"), len(office.commits)

    assert asyncio.run(story()) == (True, 1)


@pytest.mark.parametrize(
    ("procedure", "content", "code"),
    [
        ("CancelOrder", "<orderNo>{}</orderNo>", "a:Erp.Sales.OrderClosedException"),
        ("PostShipment", "", "a:Erp.Sales.AlreadyShippedException"),
    ],
)
def test_an_order_that_is_over_or_has_shipped_keeps_its_role(procedure, content, code):
    async def story():
        office = BackOffice()
        number = (await entered(office)).one("No")
        content_ = content.format(number) or shipment_xml(number, "SH-1", (1, "4"))
        await office.codeunit(procedure, content_)
        now = await office.page("SalesOrder", "Read", f"<No>{number}</No>")
        refused = await given_role(office, now.one("Key"), "Mirror")
        return refused.fault, office.commits[-1].posting

    (refused, message), posting = asyncio.run(story())

    assert refused == code
    assert "made Mirror" in message
    assert posting is True
