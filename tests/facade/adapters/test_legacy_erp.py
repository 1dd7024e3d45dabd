from dataclasses import replace
from decimal import Decimal

import pytest

from facade.adapters.legacy_erp_wire import TRY_AGAIN
from facade.canonical.customer import CustomerAccount, ItemTerms
from facade.canonical.fulfilment import PostedShipment
from facade.canonical.value import Quantity
from facade.errors import SystemRefusedError, SystemTimeoutError, SystemUnavailableError
from simulators.chassis.commits import InvoiceCommit, ShipmentCommit
from tests.facade.adapters.old_book import AT_LAST, FIRST, ORDER, SECOND, SHIPMENT, orders, tell
from tests.simulators.legacy_erp.back_office import MONDAY, SOAP, Answer, BackOffice

NO_PRICES = Answer(
    200,
    {},
    f'<s:Envelope xmlns:s="{SOAP}"><s:Body><ReadMultiple_Result xmlns="urn:legacy-erp:page:salesprice">'
    "<ReadMultiple_Result/></ReadMultiple_Result></s:Body></s:Envelope>".encode(),
)
TOO_MANY = Answer(429, {"retry-after": "5"}, b"")
LOCKED = Answer(
    500,
    {},
    f'<s:Envelope xmlns:s="{SOAP}"><s:Body><s:Fault><faultcode>{TRY_AGAIN[1]}</faultcode>'
    "<faultstring>locked</faultstring></s:Fault></s:Body></s:Envelope>".encode(),
)


class TestAnOrdersLife:
    def test_what_comes_back_is_what_went_in_with_the_books_own_arithmetic(self):
        async def story(book, _):
            return await book.create_order(ORDER, True, FIRST)

        booked = tell(story)

        assert (booked.number, booked.external_ref, booked.customer_id) == (
            "SO-100001",
            "000000123",
            "CUST-1",
        )
        assert (booked.status, booked.posting, booked.order_date) == ("open", True, ORDER.order_date)
        assert [(one.line, one.item_id, one.quantity) for one in booked.lines] == [
            (one.line, one.item_id, one.quantity) for one in ORDER.lines
        ]
        assert (booked.net, booked.tax, booked.gross) == (Decimal("16.20"), Decimal("1.13"), Decimal("17.33"))

    def test_is_booked_shipped_and_invoiced(self):
        async def story(book, _):
            number = (await book.create_order(ORDER, True, FIRST)).number
            posted = await book.post_shipment(number, SHIPMENT, FIRST)
            invoice = await book.post_invoice(number, SHIPMENT, 0, FIRST)
            return posted, invoice, await book.read_order(ORDER.external_ref, FIRST)

        posted, invoice, booked = tell(story)

        assert posted == PostedShipment("PS-200001", "SO-100001", ((1, Decimal(10)), (3, Decimal(2))))
        assert (invoice.number, invoice.invoice_date, invoice.posting) == ("PI-300001", MONDAY.date(), True)
        assert (invoice.lines, invoice.gross, booked.status) == (booked.lines, booked.gross, "invoiced")

    def test_a_mirror_is_told_apart(self):
        async def story(book, office):
            booked = await book.create_order(ORDER, False, FIRST)
            account = await book.read_customer("CUST-1", FIRST)
            return booked.posting, office.commits[0].posting, account.exposure

        assert tell(story) == (False, False, Decimal(0))

    def test_is_amended_down_to_what_is_wanted_and_absent_lines_become_zero(self):
        async def story(book, office):
            booked = await book.create_order(ORDER, True, FIRST)
            wanted = replace(ORDER, lines=(replace(ORDER.lines[0], quantity=Quantity(Decimal(4), "EA")),))
            amended = await book.amend_order(wanted, booked.number, FIRST)
            told = len(office.commits)
            again = await book.amend_order(wanted, booked.number, SECOND)
            return amended, again, told, len(office.commits)

        amended, again, told, told_again = tell(story)

        assert [one.quantity.value for one in amended.lines] == [Decimal(4), Decimal(0)]
        assert again == amended
        assert told == told_again

    def test_is_made_a_copy_and_the_posting_one_again_however_often_it_is_asked(self):
        async def story(book, office):
            booked = await book.create_order(ORDER, True, FIRST)
            copy = await book.set_posting(booked.number, False, FIRST)
            assert await book.set_posting(booked.number, False, SECOND) == copy
            again = await book.set_posting(booked.number, True, FIRST)
            return booked, copy, again, [one.posting for one in office.commits]

        booked, copy, again, told = tell(story)

        assert copy == replace(booked, posting=False)
        assert again == booked
        assert told == [True, False, True]

    def test_is_cancelled_once_however_often_it_is_asked(self):
        async def story(book, office):
            number = (await book.create_order(ORDER, True, FIRST)).number
            await book.cancel_order(number, FIRST)
            await book.cancel_order(number, SECOND)
            return [one.status for one in office.commits]

        assert tell(story) == ["open", "cancelled"]

    def test_a_shipped_order_is_not_cancelled(self):
        async def story(book, _):
            number = (await book.create_order(ORDER, True, FIRST)).number
            await book.post_shipment(number, SHIPMENT, FIRST)
            await book.cancel_order(number, FIRST)

        with pytest.raises(SystemRefusedError) as caught:
            tell(story)

        assert (caught.value.system, caught.value.code) == ("legacy_erp", "Erp.Sales.AlreadyShippedException")

    def test_the_newest_order_under_a_reference_is_the_one_that_is_read(self):
        async def story(book, _):
            await book.create_order(ORDER, True, FIRST)
            await book.create_order(ORDER, False, FIRST)
            found = await book.read_order(ORDER.external_ref, FIRST)
            return found.number, await book.read_order("unheard-of", FIRST)

        assert tell(story) == ("SO-100002", None)


class TestASecondAttempt:
    """An answer got lost: the book has acted, and must not act again."""

    @staticmethod
    async def lost(office, attempt):
        office.after.append(TimeoutError())
        with pytest.raises(SystemTimeoutError):
            await attempt

    def test_finds_the_order(self):
        async def story(book, office):
            await self.lost(office, book.create_order(ORDER, True, FIRST))
            booked = await book.create_order(ORDER, True, SECOND)
            return booked.number, orders(office)

        assert tell(story) == ("SO-100001", {"SO-100001"})

    def test_does_not_take_a_mirror_for_the_order(self):
        async def story(book, office):
            await book.create_order(ORDER, False, FIRST)
            booked = await book.create_order(ORDER, True, AT_LAST)
            return booked.number, orders(office)

        assert tell(story) == ("SO-100002", {"SO-100001", "SO-100002"})

    def test_does_not_take_a_copy_that_was_closed_for_one_that_is_kept(self):
        async def story(book, office):
            closed = await book.create_order(ORDER, False, FIRST)
            await book.cancel_order(closed.number, FIRST)
            kept = await book.create_order(ORDER, False, AT_LAST)
            return closed.number != kept.number, kept.status

        assert tell(story) == (True, "open")

    def test_finds_the_shipment_and_the_invoice(self):
        async def story(book, office):
            number = (await book.create_order(ORDER, True, FIRST)).number
            await self.lost(office, book.post_shipment(number, SHIPMENT, FIRST))
            shipment = await book.post_shipment(number, SHIPMENT, SECOND)
            await self.lost(office, book.post_invoice(number, SHIPMENT, 0, FIRST))
            invoice = await book.post_invoice(number, SHIPMENT, 0, SECOND)
            posted = [one.number for one in office.commits if isinstance(one, ShipmentCommit | InvoiceCommit)]
            return [shipment.number, invoice.number], posted

        found, posted = tell(story)

        assert found == posted == ["PS-200001", "PI-300001"]

    @pytest.mark.parametrize("said", [ConnectionRefusedError("refused"), LOCKED, TOO_MANY])
    def test_writes_when_the_first_was_certainly_not_carried_out(self, said):
        async def story(book, office):
            office.before.append(said)
            with pytest.raises(SystemUnavailableError):
                await book.create_order(ORDER, True, FIRST)
            return (await book.create_order(ORDER, True, SECOND)).number

        assert tell(story) == "SO-100001"

    def test_waits_for_the_lists_when_the_first_may_have_been_carried_out(self):
        """A shipment and an invoice that no list shows yet are posted all the same, and would be twice."""

        async def story(book, office):
            number = (await book.create_order(ORDER, True, FIRST)).number
            for again in (
                book.create_order(replace(ORDER, external_ref="9"), True, SECOND),
                book.post_shipment(number, SHIPMENT, SECOND),
                book.post_invoice(number, SHIPMENT, 0, SECOND),
            ):
                with pytest.raises(SystemUnavailableError, match="or not yet"):
                    await again
            await book.post_shipment(number, SHIPMENT, AT_LAST)
            invoice = await book.post_invoice(number, SHIPMENT, 0, AT_LAST)
            return invoice.number, orders(office)

        assert tell(story) == ("PI-300001", {"SO-100001"})

    @pytest.mark.parametrize("ref", ["O'Brien & Sons|1", "10..20", "*", "<>x", "a&b", "''", ">=5", "x'"])
    def test_finds_references_that_mean_something_to_a_filter(self, ref):
        async def story(book, office):
            named = replace(ORDER, external_ref=ref)
            await book.create_order(ORDER, True, FIRST)
            await book.create_order(named, True, FIRST)
            booked = await book.create_order(named, True, SECOND)
            return booked.external_ref, len(orders(office))

        assert tell(story) == (ref, 2)


class TestMasters:
    def test_customers_are_read_with_their_credit(self):
        async def story(book, _):
            await book.create_order(ORDER, True, FIRST)
            return [await book.read_customer(one, FIRST) for one in ("CUST-1", "CUST-3", "CUST-9")]

        good, shut, nobody = tell(story)

        assert good == CustomerAccount("CUST-1", False, Decimal(5000), Decimal("17.33"), "EUR")
        assert shut.blocked
        assert nobody is None

    def test_terms_come_for_all_items_in_one_call_and_unknown_items_are_absent(self):
        async def story(book, office):
            terms = await book.read_terms("CUST-1", ["NUT", "GHOST", "BOLT"], ORDER.order_date, FIRST)
            return terms, len(office.sent)

        terms, calls = tell(story)

        assert terms == {
            "NUT": ItemTerms("NUT", Decimal("1.10"), (("EA", 1), ("CS", 6))),
            "BOLT": ItemTerms("BOLT", Decimal("0.30"), (("EA", 1), ("CS", 10))),
        }
        assert calls == 1

    def test_a_customer_without_prices_has_no_terms(self):
        """Such a list is empty, which is an answer like any other."""

        async def story(book, _):
            return await book.read_terms("CUST-2", ["BOLT"], ORDER.order_date, FIRST)

        office = BackOffice()
        office.before.append(NO_PRICES)

        assert tell(story, office) == {}

    def test_an_item_without_a_code_here_is_refused_by_name(self):
        async def story(book, office):
            line = replace(ORDER.lines[0], item_id="GHOST")
            await book.create_order(replace(ORDER, lines=(line,)), True, FIRST)

        with pytest.raises(SystemRefusedError, match="GHOST"):
            tell(story)
