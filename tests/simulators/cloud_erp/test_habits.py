from datetime import UTC, datetime
from decimal import Decimal

import pytest

from simulators.cloud_erp import SIMULATOR
from tests.simulators.cloud_erp.erp_world import ErpWorld, error_of, in_an_erp


def kinds(erp: ErpWorld) -> list[str]:
    return [kind for kind, _ in erp.misbehaved]


class TestHabits:
    def test_each_is_data_with_a_sentence(self):
        assert len({habit.kind for habit in SIMULATOR.misbehaviours}) == len(SIMULATOR.misbehaviours) >= 6
        assert all(habit.summary.endswith(".") for habit in SIMULATOR.misbehaviours)

    def test_a_new_record_is_read_by_its_id_before_any_list_shows_it(self):
        async def story(erp: ErpWorld):
            order = await erp.an_order("NEW")
            path = "salesOrders?$filter=externalDocumentNumber eq 'NEW'"
            one = await erp.ask("GET", f"salesOrders({order['id']})")
            early = await erp.ask("GET", path)
            await erp.clock.sleep(31)
            return (
                one.status,
                early.document["value"],
                (await erp.ask("GET", path)).document["value"],
                kinds(erp),
            )

        one, early, late, told = in_an_erp(story, search_lag={"lag_s": 30})

        assert (one, early, len(late)) == (200, [], 1)
        assert told == ["search_lag"]

    def test_the_link_to_the_next_page_runs_out(self):
        async def story(erp: ErpWorld):
            first = await erp.ask("GET", "customers", prefer="odata.maxpagesize=1")
            link = first.document["@odata.nextLink"].partition("8080")[2].replace(" ", "%20")
            second = await erp.at("GET", link, prefer="odata.maxpagesize=1")
            await erp.clock.sleep(61)
            return second, await erp.at("GET", link), kinds(erp)

        second, late, told = in_an_erp(story, expired_page={"after_s": 60})

        assert second.status == 200
        assert error_of(late) == (400, "BadRequest")
        assert told == ["expired_page"]

    @pytest.mark.parametrize(
        ("hour", "minute", "status"), [(1, 59, 200), (2, 0, 503), (2, 14, 503), (2, 15, 200)]
    )
    def test_a_tenant_is_updated_every_night(self, hour, minute, status):
        async def story(erp: ErpWorld):
            return await erp.ask("GET", "items"), kinds(erp)

        start = datetime(2026, 1, 5, hour, minute, tzinfo=UTC)
        answer, told = in_an_erp(story, start=start, nightly_update={"hour": 2, "lasts_s": 900})

        assert answer.status == status
        if status == 503:
            assert error_of(answer)[1] == "Internal_TenantUnavailable"
            assert int(answer.headers["retry-after"]) == (15 - minute) * 60 + 1
            assert told == ["nightly_update"]

    def test_some_records_write_their_amounts_as_text(self):
        async def story(erp: ErpWorld):
            listed = await erp.ask("GET", "items?$select=id,unitPrice")
            row = listed.document["value"][0]
            one = await erp.ask("GET", f"items({row['id']})?$select=id,unitPrice")
            return row["unitPrice"], one.document["unitPrice"], kinds(erp)

        listed, one, told = in_an_erp(story, number_as_text={"share": 1.0})

        assert listed == one == "0.45"
        assert set(told) == {"number_as_text"}

    def test_a_habit_that_is_off_changes_nothing(self):
        async def story(erp: ErpWorld):
            await erp.an_order("NEW")
            found = await erp.ask("GET", "salesOrders?$filter=externalDocumentNumber eq 'NEW'")
            return found.document["value"], erp.misbehaved

        found, told = in_an_erp(story)

        assert len(found) == 1
        assert told == []


class TestCreditExposure:
    def test_an_order_that_weighs_without_its_tax_takes_less_of_its_customers_credit(self):
        async def story(erp: ErpWorld):
            order = await erp.an_order()
            return order["outstandingAmount"], await erp.balance(), kinds(erp)

        usual = in_an_erp(story)
        net = in_an_erp(story, credit_exposure={"share": 1.0})

        assert usual == (25.7, Decimal("25.70"), [])
        assert net == (21.6, Decimal("21.60"), ["credit_exposure"])

    def test_what_an_order_weighs_goes_down_as_it_is_invoiced(self):
        async def story(erp: ErpWorld):
            order = await erp.an_order()
            await erp.act(order, "ship", {"lines": [{"sequence": 10000, "quantity": 1}]})
            await erp.act(order, "invoice")
            part = await erp.ask("GET", f"salesOrders({order['id']})")
            await erp.act(order, "shipAndInvoice")
            whole = await erp.ask("GET", f"salesOrders({order['id']})")
            return part.document["outstandingAmount"], whole.document["outstandingAmount"]

        assert in_an_erp(story) == (19.33, 0)
