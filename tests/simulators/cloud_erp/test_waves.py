from base64 import b64encode

import pytest

from simulators.cloud_erp.api.document import described
from simulators.cloud_erp.schemas.catalogue import EDITIONS
from simulators.cloud_erp.schemas.waves import WAVES, ChangeKind
from tests.simulators.cloud_erp.erp_world import SECRETS, ErpWorld, error_of, in_an_erp, order_body
from tests.simulators.site_world import call

CURRENT, NEXT = (f"/v2.0/{SECRETS['tenant']}/{wave.environment}/api/v2.0" for wave in WAVES)


async def of_both(erp: ErpWorld, method: str, path: str, document=None, **headers: str):
    """Ask both waves the same."""
    return [
        await erp.at(method, f"{root}/companies({SECRETS['company']})/{path}", document, **headers)
        for root in (CURRENT, NEXT)
    ]


class TestDeclaredChanges:
    def test_at_least_six_break_something_and_each_says_what_to_do(self):
        changes = [change for wave in WAVES for change in wave.changes]

        breaking = [change for change in changes if change.is_breaking]
        assert len(breaking) >= 6
        assert all(change.advice and change.warned_in for change in breaking)
        assert len({change.id for change in changes}) == len(changes)
        assert {change.kind for change in changes} == set(ChangeKind)

    def test_both_waves_show_the_same_book(self):
        async def story(erp: ErpWorld):
            order = await erp.an_order()
            return order, await of_both(erp, "GET", f"salesOrders({order['id']})?$select=number,id")

        order, answers = in_an_erp(story)

        assert [answer.document["number"] for answer in answers] == [order["number"]] * 2
        assert "sandbox-next" in answers[1].document["@odata.context"]

    def test_statuses_have_other_words(self):
        async def story(erp: ErpWorld):
            shipped = await erp.an_order("A")
            await erp.act(shipped, "ship")
            await erp.act(await erp.an_order("B"), "cancel")
            shown = await of_both(erp, "GET", "salesOrders?$select=status&$orderby=number")
            found = await of_both(erp, "GET", "salesOrders?$filter=status eq 'Shipped'")
            return [[row["status"] for row in answer.document["value"]] for answer in (*shown, *found)]

        assert in_an_erp(story) == [["Fulfilled", "Canceled"], ["Shipped", "Cancelled"], [], ["Shipped"]]

    def test_option_values_come_escaped_by_default_and_plain_on_request(self):
        async def story(erp: ErpWorld):
            answers = []
            for version in ("", "&$schemaversion=1.0", "&$schemaversion=2.1"):
                path = f"customers?$filter=number eq 'C00010'&$select=blocked{version}"
                answers += await of_both(erp, "GET", path)
            return [answer.document["value"][0]["blocked"] for answer in answers]

        assert in_an_erp(story) == [" ", "_x0020_", " ", " ", "_x0020_", "_x0020_"]

    def test_an_escaped_value_is_taken_where_it_is_given(self):
        async def story(erp: ErpWorld):
            found = (await erp.ask("GET", "customers?$filter=number eq 'C00030'")).document["value"][0]
            path = f"customers({found['id']})"
            plain, escaped = await of_both(erp, "PATCH", path, {"blocked": "_x0020_"}, if_match="*")
            return plain, escaped, (await erp.ask("GET", path)).document["blocked"]

        plain, escaped, now = in_an_erp(story)

        assert error_of(plain) == (400, "Application_FieldValidationException")
        assert (escaped.status, escaped.document["blocked"], now) == (200, "_x0020_", " ")

    def test_delta_links_are_gone(self):
        async def story(erp: ErpWorld):
            await erp.an_order("A")
            first, none = await of_both(erp, "GET", "salesOrders", prefer="odata.track-changes")
            order = await erp.an_order("B")
            link = first.document["@odata.deltaLink"].partition("8080")[2]
            delta = await erp.at("GET", link)
            again = await erp.at("GET", delta.document["@odata.deltaLink"].partition("8080")[2])
            refused = await erp.at("GET", link.replace("Production", "sandbox-next"))
            return none, order, delta, again, refused

        none, order, delta, again, refused = in_an_erp(story)

        assert "@odata.deltaLink" not in none.document
        assert [row["number"] for row in delta.document["value"]] == [order["number"]]
        assert again.document["value"] == []
        assert error_of(refused) == (400, "BadRequest")

    def test_keys_no_longer_open_the_door(self):
        async def story(erp: ErpWorld):
            key = b64encode(f"{SECRETS['client_id']}:{SECRETS['client_secret']}".encode()).decode()
            headers = {"authorization": f"Basic {key}"}
            tail = f"/companies({SECRETS['company']})/items"
            answers = [await call(erp.system, "GET", root + tail, headers) for root in (CURRENT, NEXT)]
            wrong = await call(erp.system, "GET", CURRENT + tail, {"authorization": "Basic eDp5"})
            return [answer.status for answer in (*answers, wrong)]

        assert in_an_erp(story) == [200, 401, 401]

    def test_fields_are_gone_and_come(self):
        async def story(erp: ErpWorld):
            await erp.act(await erp.an_order(), "shipAndInvoice")
            return [
                [set(answer.document["value"][0]) for answer in await of_both(erp, "GET", name)]
                for name in ("salesInvoices", "customers", "items")
            ]

        invoices, customers, items = in_an_erp(story)

        assert (invoices[0] - invoices[1], invoices[1] - invoices[0]) == ({"invoiceDate"}, {"disputeStatus"})
        assert (customers[0] - customers[1], customers[1] - customers[0]) == ({"paymentTermsCode"}, set())
        assert (items[0] - items[1], items[1] - items[0]) == (set(), {"displayName2"})

    def test_an_order_needs_the_day_it_is_wanted_and_a_shorter_name(self):
        async def story(erp: ErpWorld):
            day, long = {"requestedDeliveryDate": "2026-02-01"}, {"shipToName": "x" * 51}
            return [
                *await of_both(erp, "POST", "salesOrders", order_body()),
                *await of_both(erp, "POST", "salesOrders", order_body(**day, **long)),
                *await of_both(erp, "POST", "salesOrders", order_body(**day)),
            ]

        answers = in_an_erp(story)

        assert [answer.status for answer in answers] == [201, 400, 201, 400, 201, 201]
        assert error_of(answers[1]) == (400, "BadRequest_RequiredParamNotProvided")
        assert error_of(answers[3]) == (400, "Application_StringExceededLength")

    def test_an_action_comes(self):
        async def story(erp: ErpWorld):
            await erp.act(await erp.an_order(), "shipAndInvoice")
            invoice = (await erp.ask("GET", "salesInvoices")).document["value"][0]
            path = f"salesInvoices({invoice['id']})/Microsoft.NAV.makeCorrectiveCreditMemo"
            none, made = await of_both(erp, "POST", path)
            return none, made, await erp.at("GET", made.headers["location"].partition("8080")[2])

        none, made, memo = in_an_erp(story)

        assert error_of(none) == (404, "BadRequest_NotFound")
        assert made.status == 204
        assert (memo.document["status"], memo.document["totalAmountIncludingTax"]) == ("Draft", 25.7)


class TestDescriptions:
    def test_each_wave_has_its_own_document(self):
        now, then = (described(edition) for edition in EDITIONS.values())

        def order(document):
            path = next(path for path in document["paths"] if path.endswith("/salesOrders"))
            content = document["paths"][path]["post"]["requestBody"]["content"]
            return content["application/json"]["schema"]

        assert (now["info"]["version"], then["info"]["version"]) == ("25.0", "26.0")
        assert "requestedDeliveryDate" not in order(now).get("required", [])
        assert "requestedDeliveryDate" in order(then)["required"]

    def test_an_unknown_environment_or_schema_version_is_refused(self):
        async def story(erp: ErpWorld):
            nowhere = await erp.at("GET", CURRENT.replace("Production", "Test") + "/companies")
            return nowhere, await erp.ask("GET", "items?$schemaversion=3.0")

        nowhere, unknown = in_an_erp(story)

        assert error_of(nowhere) == (404, "Internal_CompanyNotFound")
        assert error_of(unknown) == (400, "BadRequest")


@pytest.mark.parametrize("edition", EDITIONS.values(), ids=list(EDITIONS))
def test_every_set_a_record_leads_to_is_published(edition):
    for entry in edition.sets.values():
        for way in entry.navigations:
            assert way.target in edition.sets
        for action in entry.actions:
            assert not action.returned or action.returned in edition.sets
