import asyncio
from decimal import Decimal

from tests.simulators.legacy_erp.back_office import BackOffice, entered, shipment_xml, update


async def exposure(office, customer="D10001"):
    return Decimal((await office.page("Customer", "Read", f"<No>{customer}</No>")).one("Balance"))


def test_exposure_follows_an_order_from_entry_to_payment():
    async def story():
        office = BackOffice()
        seen = []
        order = await entered(office)
        number = order.one("No")
        seen.append(await exposure(office))
        await update(office, order.one("Key"), (2, "0"))
        seen.append(await exposure(office))
        await office.codeunit("PostShipment", shipment_xml(number, "SH-1", (1, "10")))
        await office.codeunit("PostInvoice", f"<orderNo>{number}</orderNo>")
        seen.append(await exposure(office))
        return seen

    assert asyncio.run(story()) == [Decimal("17.87"), Decimal("3.75"), Decimal("3.75")]


def test_exposure_ends_with_cancellation():
    async def story():
        office = BackOffice()
        order = await entered(office)
        await office.page("SalesOrder", "Delete", f"<Key>{order.one('Key')}</Key>")
        return await exposure(office)

    assert asyncio.run(story()) == 0


def test_mirrors_never_count_and_their_invoices_have_a_series_of_their_own():
    async def story():
        office = BackOffice()
        numbers = []
        for role in ("Leading", "Mirror", "Leading"):
            number = (await entered(office, role=role)).one("No")
            await office.codeunit("PostShipment", shipment_xml(number, f"SH-{number}", (1, "10"), (2, "2")))
            invoice = await office.codeunit("PostInvoice", f"<orderNo>{number}</orderNo>")
            numbers.append(invoice.one("No"))
        return numbers, await exposure(office)

    numbers, owed = asyncio.run(story())

    assert numbers == ["PI-300001", "MI-300001", "PI-300002"]
    assert owed == 2 * Decimal("17.87")
