import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from simulators.legacy_erp.domain.loads import LOADS
from tests.simulators.legacy_erp.back_office import (
    BackOffice,
    Clock,
    entered,
    line_xml,
    order_xml,
    record_xml,
    shipment_xml,
)

NIGHT = datetime(2026, 1, 6, 1, 30, tzinfo=UTC)


def told(story, **office):
    async def tell():
        return await story(BackOffice(**office))

    return asyncio.run(tell())


class TestANightThatLocksOnlyPostings:
    def test_lets_readers_in_and_tells_writers_that_the_table_is_locked(self):
        async def story(office):
            read = await office.page("Customer", "Read", "<No>D10001</No>")
            written = await office.page("SalesOrder", "Create", order_xml())
            posted = await office.codeunit("CancelOrder", "<orderNo>SO-100001</orderNo>")
            office.clock.at += timedelta(hours=2)
            return read.status, written, posted.fault[0], (await entered(office)).status, office.misbehaved

        habits = {"batch_window": {"only_postings": True}}
        read, written, posted, later, misbehaved = told(story, clock=Clock(NIGHT), misbehaviours=habits)

        assert (read, later) == (200, 200)
        assert (written.status, written.fault[0]) == (500, "a:Erp.Runtime.LockTimeoutException")
        assert "NIGHTLY BATCH" in written.fault[1]
        assert posted == "a:Erp.Runtime.LockTimeoutException"
        assert [kind for kind, _ in misbehaved] == ["batch_window"] * 2


class TestLocks:
    def test_a_share_of_writes_is_given_up_and_another_moment_has_better_luck(self):
        async def story(office):
            answers = []
            for at in range(40):
                office.clock.at += timedelta(seconds=1)
                answer = await office.page(
                    "SalesOrder", "Create", order_xml("R-1"), **{"x-correlation-id": "R-1"}
                )
                answers.append(answer.status)
                assert answer.status == 200 or answer.fault[0] == "a:Erp.Runtime.LockTimeoutException", at
            return answers, office

        answers, office = told(story, misbehaviours={"lock_timeout": {"share": 0.3}})

        assert set(answers) == {200, 500}
        assert office.misbehaved == [("lock_timeout", "R-1")] * answers.count(500)
        assert len(office.commits) == answers.count(200)


class TestStaleLists:
    def test_a_new_document_is_in_no_set_until_the_lag_is_over_yet_can_be_read(self):
        async def story(office):
            await entered(office)
            at_once = await office.find("SalesOrder", External_Document_No="REF-1")
            by_number = await office.page("SalesOrder", "Read", "<No>SO-100001</No>")
            office.clock.at += timedelta(seconds=31)
            later = await office.find("SalesOrder", External_Document_No="REF-1")
            return at_once.all("No"), by_number.one("No"), later.all("SalesOrder") != [], office.misbehaved

        at_once, by_number, later, misbehaved = told(story, misbehaviours={"stale_list": {"lag_s": 30.0}})

        assert (at_once, by_number, later) == ([], "SO-100001", True)
        assert misbehaved == [("stale_list", "SO-100001")]


class TestText:
    def test_may_be_stored_as_the_wrong_code_page_has_it(self):
        async def story(office):
            to = "<Ship_to_Name>Müller</Ship_to_Name><Ship_to_City>Kiel</Ship_to_City>"
            answer = await entered(office, ship_to=to)
            return answer.one("Ship_to_Name"), answer.one("Ship_to_City"), office.misbehaved

        assert told(story, misbehaviours={"mojibake": {}}) == ("MÃ¼ller", "Kiel", [("mojibake", "REF-1")])

    def test_may_be_cut_shorter_than_its_column(self):
        async def story(office):
            record = record_xml("Vendor", No="K1", Name="A name that goes on and on")
            return (await office.page("Vendor", "Create", record)).one("Name")

        assert told(story, misbehaviours={"truncated_text": {"length": 6}}) == "A name"


class TestNumberSeries:
    def test_an_order_that_is_refused_leaves_a_gap_and_an_invoice_never_does(self):
        async def story(office):
            await office.page("SalesOrder", "Create", order_xml(lines=line_xml(1, item="H-GHOST")))
            order = await entered(office)
            await office.codeunit("PostInvoice", "<orderNo>SO-100002</orderNo>")
            await office.codeunit("PostShipment", shipment_xml("SO-100002", "SH-1", (1, "99")))
            shipment = await office.codeunit("PostShipment", shipment_xml("SO-100002", "SH-1", (1, "1")))
            invoice = await office.codeunit("PostInvoice", "<orderNo>SO-100002</orderNo>")
            return order.one("No"), shipment.one("No"), invoice.one("No")

        assert told(story) == ("SO-100002", "PS-200001", "PI-300001")

    def test_a_series_may_come_to_its_end_and_then_nothing_is_posted(self):
        async def story(office):
            await entered(office)
            await office.codeunit("PostShipment", shipment_xml("SO-100001", "SH-1", (1, "10")))
            line = "<line><lineNo>10000</lineNo><quantity>5</quantity></line>"
            half = f"<orderNo>SO-100001</orderNo><lines>{line}</lines>"
            first = await office.codeunit("PostInvoice", half)
            before = await office.page("SalesOrder", "Read", "<No>SO-100001</No>")
            second = await office.codeunit("PostInvoice", half)
            after = await office.page("SalesOrder", "Read", "<No>SO-100001</No>")
            return first.status, second.fault[0], before.body == after.body, office.misbehaved

        habits = {"number_series_exhausted": {"series": "S-INV", "after": 1}}

        assert told(story, misbehaviours=habits) == (
            200,
            "a:Erp.Runtime.NumberSeriesException",
            True,
            [("number_series_exhausted", "S-INV")],
        )


class TestSessions:
    def test_five_are_served_at_once_others_queue_and_the_hundred_and_first_is_refused(self):
        async def story():
            office = BackOffice(pace="realistic")
            gate, load = asyncio.Event(), LOADS["typical"]

            async def wait(_: float) -> None:
                await gate.wait()

            office.clock.sleep = wait
            calls = [
                asyncio.ensure_future(office.page("Customer", "Read", "<No>D10001</No>"))
                for _ in range(load.sessions + load.queue + 1)
            ]
            await asyncio.sleep(0)
            refused = await calls[-1]
            gate.set()
            return refused, [answer.status for answer in await asyncio.gather(*calls[:-1])]

        refused, served = asyncio.run(story())

        assert (refused.status, refused.fault[0]) == (503, "a:Erp.Services.SessionLimitException")
        assert served == [200] * 100


class TestCompanies:
    def test_each_has_its_own_books_and_numbers_under_the_same_masters(self):
        async def story(office):
            await entered(office)
            office.company = "Retail"
            there = await office.find("SalesOrder")
            order = await entered(office)
            owed = (await office.page("Customer", "Read", "<No>D10001</No>")).one("Balance")
            office.company = "Distribution"
            here = (await office.page("Customer", "Read", "<No>D10001</No>")).one("Balance")
            return (
                there.all("No"),
                order.one("No"),
                owed == here,
                len((await office.find("SalesOrder")).all("Key")),
            )

        assert told(story) == ([], "RSO-100001", True, 3)

    @pytest.mark.parametrize("company", ["Nowhere", "distribution", "Distribution%20"])
    def test_no_other_is_there(self, company):
        async def story(office):
            office.company = company
            return (await office.find("SalesOrder")).status

        assert told(story) == 404
