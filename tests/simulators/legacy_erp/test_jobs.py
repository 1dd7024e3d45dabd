import asyncio
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from simulators.legacy_erp import SIMULATOR
from tests.simulators.legacy_erp.back_office import MONDAY, BackOffice, Clock, order_xml, shipment_xml


def test_payments_arrive_the_day_after_the_terms_are_over():
    async def story():
        office = BackOffice()
        number = (await office.page("SalesOrder", "Create", order_xml())).one("No")
        await office.codeunit("PostShipment", shipment_xml(number, "SH-1", (1, "10"), (2, "2")))
        await office.codeunit("PostInvoice", f"<orderNo>{number}</orderNo>")
        (payments,) = SIMULATOR.jobs(office.erp)
        owed = []
        for days in (30, 31):
            office.clock.at = MONDAY + timedelta(days=days)
            payments.run()
            owed.append(office.erp.main.store.customers["D10001"].balance)
        invoice = await office.page("PostedSalesInvoice", "Read", "<No>PI-300001</No>")
        return owed, invoice.one("Remaining_Amount")

    assert asyncio.run(story()) == ([Decimal("17.87"), Decimal(0)], "0.00")


def test_the_payment_run_is_at_five_every_morning():
    for hour, wait_h in ((4, 1), (5, 24), (6, 23)):
        office = BackOffice(clock=Clock(datetime(2026, 1, 5, hour, tzinfo=UTC)))
        (payments,) = SIMULATOR.jobs(office.erp)

        assert (payments.first_after_s, payments.every_s) == (wait_h * 3600.0, 86400.0)
