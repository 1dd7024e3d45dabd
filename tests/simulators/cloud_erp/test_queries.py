from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulators.cloud_erp.errors import CloudErpError
from simulators.cloud_erp.schemas.catalogue import CURRENT
from simulators.cloud_erp.schemas.filtering import compile_filter
from simulators.cloud_erp.schemas.masters import CUSTOMERS
from simulators.cloud_erp.schemas.query import read_query
from tests.simulators.cloud_erp.erp_world import API, SECRETS, ErpWorld, error_of, in_an_erp


def customers(query: str) -> list[str]:
    async def story(erp: ErpWorld) -> list[str]:
        answer = await erp.ask("GET", f"customers?{query}")
        assert answer.status == 200, answer.body
        return [row["number"][-2:] for row in answer.document["value"]]

    return in_an_erp(story)


class TestFilter:
    @pytest.mark.parametrize(
        ("expression", "found"),
        [
            ("number eq 'C00020'", ["20"]),
            ("(number eq 'C00020')", ["20"]),
            ("'C00020' eq number", ["20"]),
            ("number ne 'C00020'", ["10", "30"]),
            ("displayName eq 'Isar O''Brien'", ["20"]),
            ("creditLimit gt 800", ["10"]),
            ("creditLimit ge 800", ["10", "20"]),
            ("creditLimit lt 800.5 and blocked eq ' '", ["20"]),
            ("creditLimit le 0 or city eq 'Hamburg'", ["10", "30"]),
            ("number in ('C00010','C00030')", ["10", "30"]),
            ("not (number in ('C00010','C00030'))", ["20"]),
            ("startswith(displayName,'Isar')", ["20"]),
            ("endswith(displayName,'Ltd')", ["30"]),
            ("contains(tolower(displayName),'alster')", ["10"]),
            ("length(city) eq 3", ["20"]),
            ("taxLiable eq true and number eq 'C00010'", ["10"]),
            ("taxLiable", ["10", "20", "30"]),
            ("startswith(number,'C') eq false", []),
            ("number eq null", []),
            ("number ne null and lastModifiedDateTime ge 2026-01-05T00:00:00Z", ["10", "20", "30"]),
            ("lastModifiedDateTime gt 2026-01-05", []),
            ("number eq 'C00010' and city eq 'Ulm'", []),
            ("number eq 'none'", []),
        ],
    )
    def test_it_finds(self, expression, found):
        assert customers(f"$filter={expression}") == found

    @pytest.mark.parametrize(
        ("expression", "named"),
        [
            ("number eq", "$filter"),
            ("number eq 'a", "$filter"),
            ("", "$filter"),
            ("nothing eq 'a'", "'nothing'"),
            ("number eq 5", "number"),
            ("creditLimit add 1 gt 3", "BinOp"),
            ("substring(number,1) eq 'a'", "substring"),
            ("contains(creditLimit,'1')", "contains"),
            ("number", "condition"),
            ("number in 'C00010'", "$filter"),
            ("lastModifiedDateTime gt 2026-13-45T00:00:00Z", "$filter"),
            (" or ".join(["number eq 'x'"] * 300), "$filter"),
        ],
    )
    def test_what_it_cannot_read_is_refused_by_name(self, expression, named):
        async def story(erp: ErpWorld):
            return await erp.ask("GET", f"customers?$filter={expression}")

        answer = in_an_erp(story)

        assert error_of(answer) == (400, "BadRequest")
        assert named in answer.document["error"]["message"]

    def test_an_indexed_field_is_recognised_inside_a_conjunction(self):
        compiled = compile_filter(CUSTOMERS, "blocked eq ' ' and number eq 'C00010'")

        assert compiled.key == ("number", "C00010")

    def test_an_alternative_is_not_taken_for_an_index(self):
        assert compile_filter(CUSTOMERS, "number eq 'C00010' or blocked eq ' '").key is None

    @given(st.text(alphabet="number eq'()C0,.-naot\x00ü1T:Z/$", max_size=40))
    @settings(max_examples=150)
    def test_no_text_brings_it_down(self, expression):
        with suppress(CloudErpError):
            compile_filter(CUSTOMERS, expression)

    @given(st.binary(max_size=60))
    @settings(max_examples=150)
    def test_no_query_string_brings_it_down(self, query_string):
        for options in (query_string, b"$filter=" + query_string, b"$expand=" + query_string):
            with suppress(CloudErpError):
                read_query(CURRENT, CURRENT.sets["salesOrders"], options)


class TestOptions:
    def test_select_order_top_and_skip(self):
        assert customers("$orderby=number desc&$top=2") == ["30", "20"]
        assert customers("$orderby=blocked desc,number asc&$select=number") == ["30", "10", "20"]
        assert customers("$skip=1&$top=1") == ["20"]
        assert customers("$top=0") == []

    def test_select_leaves_the_etag_and_the_chosen_fields(self):
        async def story(erp: ErpWorld):
            return (await erp.ask("GET", "items?$select=number,gtin&$top=1")).document["value"]

        (row,) = in_an_erp(story)

        assert set(row) == {"@odata.etag", "number", "gtin"}

    def test_count_counts_what_the_filter_finds_and_not_the_page(self):
        async def story(erp: ErpWorld):
            return (await erp.ask("GET", "customers?$count=true&$top=1&$filter=blocked eq ' '")).document

        document = in_an_erp(story)

        assert (document["@odata.count"], len(document["value"])) == (2, 1)

    def test_expand_takes_neighbours_along_with_options_of_their_own(self):
        async def story(erp: ErpWorld):
            await erp.an_order()
            query = "$expand=salesOrderLines($select=quantity;$expand=item($select=number)),customer"
            return (await erp.ask("GET", f"salesOrders?{query}")).document["value"][0]

        order = in_an_erp(story)

        assert order["customer"]["number"] == "C00010"
        assert [line["item"]["number"] for line in order["salesOrderLines"]] == ["1896-S", "1900-S"]
        assert set(order["salesOrderLines"][0]) == {"@odata.etag", "quantity", "item"}

    @pytest.mark.parametrize(
        ("query", "named"),
        [
            ("$top=-1", "$top"),
            ("$top=many", "$top"),
            ("$skip=1e3", "$skip"),
            ("$count=maybe", "$count"),
            ("$apply=aggregate", "$apply"),
            ("$select=nothing", "nothing"),
            ("$orderby=number sideways", "sideways"),
            ("$expand=nothing", "nothing"),
            ("$top=1&$top=2", "$top"),
            ("$skiptoken=gone", "$skiptoken"),
        ],
    )
    def test_what_it_cannot_do_is_refused_by_name(self, query, named):
        async def story(erp: ErpWorld):
            return await erp.ask("GET", f"customers?{query}")

        answer = in_an_erp(story)

        assert error_of(answer) == (400, "BadRequest")
        assert named in answer.document["error"]["message"]


class TestPaging:
    def test_the_next_link_leads_through_all_pages_on_the_callers_host(self):
        async def story(erp: ErpWorld):
            for n in range(5):
                await erp.an_order(f"P{n}")
            pages, query = [], "salesOrders?$filter=status eq 'Open'&$orderby=number desc&$count=true"
            host, path = "http://erp.example:8080", ""
            answer = await erp.ask("GET", query, prefer="odata.maxpagesize=2")
            while True:
                pages.append([row["externalDocumentNumber"] for row in answer.document["value"]])
                link = answer.document.get("@odata.nextLink")
                if link is None:
                    return pages
                assert link.startswith(host)
                path = link.removeprefix(host)
                answer = await erp.at("GET", path, prefer="odata.maxpagesize=2")

        assert in_an_erp(story) == [["P4", "P3"], ["P2", "P1"], ["P0"]]

    def test_a_row_that_leaves_the_filter_between_two_pages_hides_no_other(self):
        async def story(erp: ErpWorld):
            orders = [await erp.an_order(f"P{n}") for n in range(4)]
            first = await erp.ask("GET", "salesOrders?$filter=status eq 'Open'", prefer="odata.maxpagesize=2")
            await erp.act(orders[0], "cancel")
            await erp.act(orders[1], "cancel")
            path = first.document["@odata.nextLink"].removeprefix("http://erp.example:8080")
            second = await erp.at("GET", path)
            return [row["externalDocumentNumber"] for row in second.document["value"]]

        assert in_an_erp(story) == ["P2", "P3"]

    def test_top_ends_the_pages(self):
        async def story(erp: ErpWorld):
            first = await erp.ask("GET", "customers?$top=3", prefer="odata.maxpagesize=2")
            path = first.document["@odata.nextLink"].removeprefix("http://erp.example:8080")
            return (await erp.at("GET", path, prefer="odata.maxpagesize=2")).document

        last = in_an_erp(story)

        assert len(last["value"]) == 1
        assert "@odata.nextLink" not in last


class TestAddresses:
    def test_a_record_answers_to_quoted_and_unquoted_keys_in_any_case(self):
        async def story(erp: ErpWorld):
            order = await erp.an_order()
            key = order["id"]
            keys = (key, f"'{key}'", key.upper(), f"id={key}")
            return [(await erp.ask("GET", f"salesOrders({key})")).status for key in keys]

        assert in_an_erp(story) == [200] * 4

    def test_the_company_is_listed_read_and_required(self):
        async def story(erp: ErpWorld):
            listed = await erp.at("GET", f"{API}/companies")
            one = await erp.at("GET", f"{API}/companies({SECRETS['company']})")
            other = await erp.at("GET", f"{API}/companies(00000000-0000-0000-0000-000000000000)/items")
            elsewhere = await erp.at("GET", f"{API.replace('Production', 'Sandbox')}/companies")
            return listed.document["value"][0]["id"], one.document["id"], other, elsewhere

        listed, one, other, elsewhere = in_an_erp(story)

        assert listed == one == SECRETS["company"]
        assert error_of(other) == error_of(elsewhere) == (404, "Internal_CompanyNotFound")

    def test_lines_are_read_by_themselves_and_under_their_document(self):
        async def story(erp: ErpWorld):
            order = await erp.an_order()
            await erp.act(order, "ship")
            await erp.act(order, "invoice")
            counts = {}
            for name in ("salesOrder", "salesShipment", "salesInvoice"):
                document = (await erp.ask("GET", f"{name}s?$expand={name}Lines")).document["value"][0]
                line = document[f"{name}Lines"][0]
                by_document = await erp.ask("GET", f"{name}Lines?$filter=documentId eq {document['id']}")
                nested = await erp.ask("GET", f"{name}s({document['id']})/{name}Lines")
                one = await erp.ask("GET", f"{name}Lines({line['id']})")
                assert one.document["sequence"] == line["sequence"] == 10000
                counts[name] = len(by_document.document["value"]), len(nested.document["value"])
            return counts

        assert in_an_erp(story) == dict.fromkeys(("salesOrder", "salesShipment", "salesInvoice"), (2, 2))


class TestOptionsInsideExpand:
    def test_neighbours_are_filtered_sorted_cut_and_counted(self):
        async def story(erp: ErpWorld):
            order = await erp.an_order()
            inner = "$filter=quantity gt 1;$orderby=sequence desc;$top=1;$count=true;$select=sequence"
            path = f"salesOrders({order['id']})?$select=number&$expand=salesOrderLines({inner})"
            return (await erp.ask("GET", path)).document

        shown = in_an_erp(story)

        assert shown["salesOrderLines@odata.count"] == 2
        assert [line["sequence"] for line in shown["salesOrderLines"]] == [20000]
        assert set(shown["salesOrderLines"][0]) == {"@odata.etag", "sequence"}

    def test_a_record_leads_to_its_neighbours_neighbours(self):
        async def story(erp: ErpWorld):
            await erp.act(await erp.an_order(), "shipAndInvoice")
            path = "salesInvoices?$expand=salesOrder($expand=customer($expand=currency,paymentTerm))"
            return (await erp.ask("GET", path)).document["value"][0]["salesOrder"]["customer"]

        customer = in_an_erp(story)

        assert (customer["currency"]["code"], customer["paymentTerm"]["dueDateCalculation"]) == ("EUR", "30D")

    def test_what_leads_nowhere_is_null_or_no_content(self):
        async def story(erp: ErpWorld):
            body = {"customerNumber": "C00010"}
            invoice = (await erp.ask("POST", "salesInvoices", body)).document
            path = f"salesInvoices({invoice['id']})"
            shown = await erp.ask("GET", f"{path}?$expand=salesOrder")
            return shown.document["salesOrder"], await erp.ask("GET", f"{path}/salesOrder")

        order, answer = in_an_erp(story)

        assert order is None
        assert (answer.status, answer.body) == (204, b"")


def test_an_option_that_cannot_be_read_counts_for_more_than_a_page_too_large():
    async def story(erp: ErpWorld):
        both = await erp.ask("GET", "customers?$top=30000&$skip=-1")
        return both, await erp.ask("GET", "customers?$top=30000")

    unreadable, too_large = in_an_erp(story)

    assert (unreadable.status, too_large.status) == (400, 413)
