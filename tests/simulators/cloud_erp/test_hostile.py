"""What nobody sends in good faith: each gets a native answer that says what is wrong."""

from urllib.parse import quote

import pytest

from tests.simulators.cloud_erp.busy_day import done
from tests.simulators.cloud_erp.erp_world import API, SECRETS, ErpWorld, in_an_erp, order_body
from tests.simulators.site_world import Answer, call

PLACES = ["salesOrders", "customers", "items", "purchaseOrders", "salesInvoices", "locations"]
BODIES = {
    "not a number": b'{"creditLimit":NaN,"quantity":NaN}',
    "more than a double": b'{"creditLimit":1e400}',
    "twenty thousand deep": b'{"a":' * 20_000 + b"1" + b"}" * 20_000,
    "twenty thousand lists": b"[" * 20_000 + b"]" * 20_000,
    "a name twice": b'{"displayName":"a","displayName":"b","code":"X","customerNumber":"C00010"}',
    "a name twice, once escaped": b'{"code":"a","cod\\u0065":"b","customerNumber":"C00010"}',
    "a lone surrogate": b'{"displayName":"\\ud800","customerNumber":"\\udfff"}',
    "no UTF-8": b'{"displayName":"\xff\xfe","code":"\xc3"}',
    "nothing": b"",
    "a list": b"[]",
    "two documents": b"{}{}",
}
TEXTS = ["a\r\nX-Injected: 1", "a\x00b", "a\nb", "\x7f", "\x1b[31m"]


def refused(answer: Answer) -> bool:
    return 400 <= answer.status < 500 and bool(answer.document["error"]["code"])


class TestBodies:
    @pytest.mark.parametrize("body", BODIES.values(), ids=list(BODIES))
    def test_what_is_no_proper_json_is_refused_everywhere(self, body):
        async def story(erp: ErpWorld):
            answers = [await erp.ask("POST", place, body) for place in PLACES]
            return [
                *answers,
                await erp.at("POST", f"{API}/$batch", body),
                await erp.at("POST", f"{API}/subscriptions", body),
            ]

        for answer in in_an_erp(story):
            assert answer.status == 400
            assert refused(answer)

    @pytest.mark.parametrize("text", TEXTS)
    def test_a_text_is_one_line_of_things_that_can_be_seen(self, text):
        async def story(erp: ErpWorld):
            order = await erp.an_order()
            return [
                await erp.ask("POST", "salesOrders", order_body(text)),
                await erp.ask("POST", "salesOrders", order_body(customerNumber=text)),
                await erp.ask("POST", "customers", {"displayName": text}),
                await erp.ask("PATCH", f"salesOrders({order['id']})", {"shipToCity": text}, if_match="*"),
                await erp.act(order, "ship", {"externalShipmentNumber": text}),
                await erp.ask("POST", "vendors", {"city": text}),
            ]

        for answer in in_an_erp(story):
            assert refused(answer)
            assert "control characters" in answer.document["error"]["message"]
            assert not any("\n" in value or "\r" in value for value in answer.headers.values())

    def test_fifty_megabytes_are_not_read_to_the_end(self):
        async def story(erp: ErpWorld):
            await erp.sign_in()
            read = 0

            async def receive():
                nonlocal read
                read += 1
                return {"type": "http.request", "body": b" " * 100_000, "more_body": read < 500}

            sent = []

            async def send(message):
                sent.append(message)

            scope = {
                "type": "http", "method": "POST", "scheme": "http", "query_string": b"",
                "path": f"{API}/companies({SECRETS['company']})/salesOrders",
                "headers": [(b"authorization", f"Bearer {erp.token}".encode())],
            }  # fmt: skip
            await erp.system(scope, receive, send)
            return sent[0]["status"], read

        assert in_an_erp(story) == (413, 11)

    @pytest.mark.parametrize(
        "number", ["9" * 400, "-1", "1e30", "0.000001", "1" + "0" * 5000, '"1"', "true", "[]"]
    )
    def test_a_number_that_does_not_fit_is_refused(self, number):
        async def story(erp: ErpWorld):
            line = f'{{"lineObjectNumber":"1896-S","quantity":{number}}}'
            body = f'{{"customerNumber":"C00010","salesOrderLines":[{line}]}}'
            return await erp.ask("POST", "salesOrders", body.encode())

        assert refused(in_an_erp(story))


class TestAddresses:
    @pytest.mark.parametrize(
        "tail",
        [
            "salesOrders(%00)", "salesOrders(..%2F..)", "salesOrders('a' or 1=1)", "%2e%2e/salesOrders",
            "salesOrders()", "salesOrders(1)(2)", "sälesOrders", "salesOrders(" + "a" * 5000 + ")",
            "salesOrders/Microsoft.NAV.ship", "items(id='x')",
        ],
    )  # fmt: skip
    def test_one_that_leads_nowhere_is_refused(self, tail):
        async def story(erp: ErpWorld):
            return await erp.ask("GET", tail)

        assert refused(in_an_erp(story))

    @pytest.mark.parametrize(
        "option",
        [
            "$filter=" + "(" * 3000 + "number eq 'x'" + ")" * 3000, "$filter=" + "not " * 900 + "blocked",
            "$filter=number eq 'x' " + "or number eq 'y' " * 400, "$expand=" + "currency($expand=" * 50,
            "$top=99999999999999999999", "$top=-1", "$skip=NaN", "$count=1", "$skiptoken='; drop table",
            "$filter=number eq 'it''s", "$filter=\x00", "$select=number,number;", "$orderby=number sideways",
            "$top=1&$top=2", "$deltatoken=x", "$filter=", "$nothing=1",
        ],
    )  # fmt: skip
    def test_an_option_that_cannot_be_read_is_refused(self, option):
        async def story(erp: ErpWorld):
            name, _, value = option.partition("=")
            return await erp.ask("GET", f"customers?{name}={quote(value, safe='&=$')}")

        assert refused(in_an_erp(story))

    @pytest.mark.parametrize("tag", ['W/"x', "x", '""x', "*,*", 'W/"1", W/"2"', "\xff"])
    def test_a_tag_that_cannot_be_read_changes_nothing(self, tag):
        async def story(erp: ErpWorld):
            order = await erp.an_order()
            path = f"salesOrders({order['id']})"
            headers = {"authorization": f"Bearer {erp.token}", "if-match": tag}
            tail = f"{API}/companies({SECRETS['company']})/{path}"
            answer = await call(erp.system, "DELETE", tail, headers)
            return answer, await done(erp, "GET", path)

        answer, order = in_an_erp(story)

        assert refused(answer)
        assert order["status"] == "Open"

    def test_a_host_that_tries_to_split_the_answer_gets_nowhere(self):
        async def story(erp: ErpWorld):
            return await erp.ask("POST", "salesOrders", order_body(), host="erp\r\nx-injected: 1")

        answer = in_an_erp(story)

        assert "x-injected" not in answer.headers
        assert not any("\r" in value or "\n" in value for value in answer.headers.values())


class TestSigningIn:
    @pytest.mark.parametrize(
        "form",
        [b"\xff" * 100, b"grant_type=client_credentials&" * 5000, b"=" * 1000, b"grant_type=%00", b"\x00"],
    )
    def test_a_form_that_makes_no_sense_is_refused(self, form):
        async def story(erp: ErpWorld):
            return await call(erp.system, "POST", f"/{SECRETS['tenant']}/oauth2/v2.0/token", {}, form)

        answer = in_an_erp(story)

        assert answer.status == 400
        assert answer.document["error"]

    @pytest.mark.parametrize(
        "header", ["Basic \xff\xfe", "Basic ====", "Bearer \x00", "Bearer " + "a" * 100_000]
    )
    def test_a_header_that_makes_no_sense_is_refused(self, header):
        async def story(erp: ErpWorld):
            tail = f"{API}/companies({SECRETS['company']})/items"
            raw = [(b"authorization", header.encode("latin-1"))]
            sent = []

            async def send(message):
                sent.append(message)

            async def receive():
                return {"type": "http.request", "body": b""}

            scope = {"type": "http", "method": "GET", "scheme": "http", "path": tail, "headers": raw}
            await erp.system({**scope, "query_string": b""}, receive, send)
            return sent[0]["status"]

        assert in_an_erp(story) == 401
