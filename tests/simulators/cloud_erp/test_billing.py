from decimal import Decimal
from typing import Any

import pytest

from simulators.chassis.commits import InvoiceCommit
from tests.simulators.cloud_erp.busy_day import LINE, done
from tests.simulators.cloud_erp.erp_world import ErpWorld, error_of, in_an_erp


async def drafted(erp: ErpWorld, **changes: Any) -> Any:
    body = {"customerNumber": "C00010", "salesInvoiceLines": [LINE], **changes}
    return await done(erp, "POST", "salesInvoices", body)


async def act(erp: ErpWorld, entity_set: str, key: str, action: str) -> Any:
    return await erp.ask("POST", f"{entity_set}({key})/Microsoft.NAV.{action}")


async def stock(erp: ErpWorld, number: str = "1896-S") -> Any:
    found = await erp.ask("GET", f"items?$filter=number eq '{number}'&$select=inventory")
    return found.document["value"][0]["inventory"]


class TestInvoicesWithoutAnOrder:
    def test_a_draft_owes_nothing_until_it_is_posted(self):
        async def story(erp: ErpWorld):
            draft = await drafted(erp, externalDocumentNumber="PO-1")
            before = await erp.balance(), await stock(erp)
            posted = await act(erp, "salesInvoices", draft["id"], "post")
            invoice = (await erp.ask("GET", f"salesInvoices({draft['id']})")).document
            after = await erp.balance(), await stock(erp)
            (commit,) = [record for record in erp.commits if isinstance(record, InvoiceCommit)]
            return draft, before, posted, invoice, after, commit

        draft, before, posted, invoice, after, commit = in_an_erp(story)

        assert (draft["status"], draft["number"], draft["orderNumber"]) == ("Draft", "SI-1001", "")
        assert (before, posted.status) == ((0, 600), 204)
        assert (invoice["status"], invoice["number"]) == ("Open", "S-INV103001")
        assert invoice["dueDate"] == "2026-02-04"
        assert after == (Decimal("3.57"), 598)
        assert (commit.external_ref, commit.net, commit.tax) == ("PO-1", Decimal("3.00"), Decimal("0.57"))

    def test_only_a_draft_can_be_changed_deleted_or_posted(self):
        async def story(erp: ErpWorld):
            draft = await drafted(erp)
            await act(erp, "salesInvoices", draft["id"], "post")
            path, line = f"salesInvoices({draft['id']})", draft["salesInvoiceLines"][0]["id"]
            return [
                await act(erp, "salesInvoices", draft["id"], "post"),
                await erp.ask("PATCH", path, {"invoiceDate": "2026-01-04"}, if_match="*"),
                await erp.ask("DELETE", path, if_match="*"),
                await erp.ask("POST", f"{path}/salesInvoiceLines", LINE),
                await erp.ask("PATCH", f"salesInvoiceLines({line})", {"quantity": 1}, if_match="*"),
                await erp.ask("DELETE", f"salesInvoiceLines({line})", if_match="*"),
            ]

        for answer in in_an_erp(story):
            assert error_of(answer) == (400, "Application_DialogException")

    def test_nothing_is_not_posted(self):
        async def story(erp: ErpWorld):
            draft = await drafted(erp, salesInvoiceLines=[])
            return await act(erp, "salesInvoices", draft["id"], "post")

        assert error_of(in_an_erp(story)) == (400, "Application_DialogException")

    def test_a_discount_comes_off_the_line(self):
        async def story(erp: ErpWorld):
            return await drafted(erp, salesInvoiceLines=[{**LINE, "quantity": 3, "discountPercent": 12.5}])

        (line,) = in_an_erp(story)["salesInvoiceLines"]

        assert (line["netAmount"], line["discountAmount"], line["netTaxAmount"]) == (3.94, 0.56, 0.75)


class TestTakingBack:
    @pytest.mark.parametrize("paid", [False, True])
    def test_an_invoice_is_canceled_by_a_credit_memo_unless_it_is_paid(self, paid):
        async def story(erp: ErpWorld):
            await erp.act(await erp.an_order(), "shipAndInvoice")
            invoice = (await erp.ask("GET", "salesInvoices")).document["value"][0]
            before = await stock(erp), await erp.balance()
            if paid:
                erp.system.start()
                await erp.clock.sleep(31 * 86400)
                erp.token = ""
            canceled = await act(erp, "salesInvoices", invoice["id"], "cancel")
            again = (await erp.ask("GET", f"salesInvoices({invoice['id']})")).document
            memos = (await erp.ask("GET", "salesCreditMemos")).document["value"]
            return before, canceled, again, memos, (await stock(erp), await erp.balance())

        before, canceled, invoice, memos, after = in_an_erp(story)

        assert before == (564, Decimal("25.70"))
        if paid:
            assert error_of(canceled) == (400, "Application_DialogException")
            assert (invoice["status"], memos, after) == ("Paid", [], (564, 0))
        else:
            assert (canceled.status, invoice["status"], invoice["remainingAmount"]) == (204, "Canceled", 0)
            assert [(memo["status"], memo["invoiceNumber"]) for memo in memos] == [
                ("Corrective", "S-INV103001")
            ]
            assert after == (600, 0)

    def test_goods_that_come_back_lower_what_is_owed(self):
        async def story(erp: ErpWorld):
            await erp.act(await erp.an_order(), "shipAndInvoice")
            invoice = (await erp.ask("GET", "salesInvoices")).document["value"][0]
            line = {"lineObjectNumber": "1900-S", "quantity": 2, "unitPrice": 1.11}
            body = {"customerNumber": "C00010", "invoiceId": invoice["id"], "salesCreditMemoLines": [line]}
            memo = await done(erp, "POST", "salesCreditMemos", body)
            posted = await act(erp, "salesCreditMemos", memo["id"], "post")
            memo = (await erp.ask("GET", f"salesCreditMemos({memo['id']})?$expand=salesInvoice")).document
            return posted.status, memo, await erp.balance(), await stock(erp, "1900-S")

        posted, memo, balance, left = in_an_erp(story)

        assert (posted, memo["status"], memo["number"], memo["remainingAmount"]) == (
            204,
            "Paid",
            "S-CM104001",
            0,
        )
        assert memo["salesInvoice"]["remainingAmount"] == 23.06
        assert (balance, left) == (Decimal("23.06"), 87)

    def test_a_credit_memo_is_for_a_posted_invoice_of_the_same_customer(self):
        async def story(erp: ErpWorld):
            draft = await drafted(erp)
            body = {"customerNumber": "C00020", "invoiceId": draft["id"], "salesCreditMemoLines": [LINE]}
            return [
                await erp.ask("POST", "salesCreditMemos", body),
                await erp.ask("POST", "salesCreditMemos", {**body, "customerNumber": "C00010"}),
                await erp.ask("POST", "salesCreditMemos", {**body, "invoiceId": f"1{draft['id'][1:]}"}),
            ]

        assert [error_of(answer)[1] for answer in in_an_erp(story)] == [
            "Application_FieldValidationException",
            "Application_DialogException",
            "Internal_InvalidTableRelation",
        ]
