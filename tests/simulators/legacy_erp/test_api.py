import asyncio
import time  # noqa: TID251  (what is tested is the machine's own time)
from base64 import b64encode
from datetime import UTC, datetime

import pytest

from simulators.legacy_erp.schemas.forms import CODEUNITS
from simulators.legacy_erp.seed import credentials
from simulators.legacy_erp.service.catalogue import PAGES
from tests.simulators.legacy_erp.back_office import SOAP, BackOffice, Clock, order_xml

PAGE = "/ERP/WS/Distribution/Page/Customer"
ACCOUNT = credentials()
READ = '<Read xmlns="urn:legacy-erp:page:customer"><No>D10001</No></Read>'


def wrapped(content, prolog=""):
    return f'{prolog}<s:Envelope xmlns:s="{SOAP}"><s:Body>{content}</s:Body></s:Envelope>'.encode()


def asked(body, path=PAGE, method="POST", headers=None, **office):
    async def story():
        return await BackOffice(**office).request(method, path, body, headers)

    return asyncio.run(story())


LAUGHS = "".join(f'<!ENTITY a{at} "{f"&a{at - 1};" * 10}">' for at in range(1, 10))
ATTACKS = {
    "billion laughs": wrapped(READ, f'<!DOCTYPE x [<!ENTITY a0 "ha">{LAUGHS}]>'),
    "external entity": wrapped(
        READ.replace("D10001", "&x;"), '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    ),
    "parameter entity": wrapped(READ, '<!DOCTYPE x [<!ENTITY % x SYSTEM "http://x.test/">%x;]>'),
    "outer document type": wrapped(READ, '<!DOCTYPE x SYSTEM "http://x.test/x.dtd">'),
    "document type in UTF-16": b"\xff\xfe"
    + wrapped(READ, '<!DOCTYPE x [<!ENTITY y "z">]>').decode().encode("utf-16-le"),
    "quadratic blow-up": wrapped(READ, f'<!DOCTYPE x [<!ENTITY b "{"b" * 60_000}">]>'),
    "depth": wrapped("<a>" * 20_000 + "</a>" * 20_000),
    "undeclared entity": wrapped(READ.replace("D10001", "&nobody;")),
}


class TestWhatIsTurnedAway:
    @pytest.mark.parametrize("attack", ATTACKS)
    def test_hostile_xml_is_refused_at_once_with_a_fault(self, attack):
        office = BackOffice()
        began = time.process_time()
        answer = asyncio.run(office.request("POST", PAGE, ATTACKS[attack]))
        took = time.process_time() - began

        assert answer.status == 400
        assert answer.fault[0] == "s:Client"
        assert took < 0.2

    @pytest.mark.parametrize(
        ("body", "named"),
        [
            (b"", "well-formed"),
            (b"{}", "well-formed"),
            (b"<a/>", "Envelope"),
            (wrapped(""), "operation"),
            (wrapped(READ + READ), "one operation"),
            (wrapped('<Explode xmlns="urn:legacy-erp:page:customer"/>'), "Explode"),
            (wrapped(READ.replace("urn:legacy-erp", "urn:other")), "urn:other"),
            (wrapped(READ.replace("<No>D10001</No>", "")), "needs No"),
            (wrapped(READ.replace("</Read>", "<No>D10002</No></Read>")), "more than once"),
            (wrapped(READ).replace(b"/soap/envelope/", b"/soap/12/"), "SOAP 1.1"),
        ],
    )
    def test_a_message_that_is_not_in_the_description_is_a_client_fault_that_says_why(self, body, named):
        answer = asked(body)

        assert answer.status == 400
        assert named in answer.fault[1]

    def test_a_message_of_more_than_a_mebibyte_is_too_large_declared_or_not(self):
        body = wrapped(READ + " " * 1_100_000)

        assert asked(body).status == 413
        assert asked(b"", headers={"content-length": "1048577"}).status == 413

    @pytest.mark.parametrize(
        ("path", "method", "status"),
        [
            ("/ERP/WS/Distribution/Page/Nobody", "POST", 404),
            ("/ERP/WS/Distribution/Page/Nobody", "GET", 404),
            ("/ERP/WS/Distribution/Codeunit/Other", "GET", 404),
            ("/ERP/WS/Elsewhere/Page/Customer", "POST", 404),
            ("/Other/WS/Distribution/services", "GET", 404),
            ("/nowhere", "GET", 404),
            (PAGE, "DELETE", 405),
        ],
    )
    def test_what_is_not_there_is_a_fault_too(self, path, method, status):
        answer = asked(wrapped(READ), path, method)

        assert answer.status == status
        assert answer.fault[0] == "a:Erp.Services.ServiceNotFoundException"

    @pytest.mark.parametrize("user", [ACCOUNT["username"], rf"OFFICE\{ACCOUNT['username']}"])
    def test_an_account_may_name_its_windows_domain(self, user):
        words = b64encode(f"{user}:{ACCOUNT['password']}".encode()).decode()

        assert asked(wrapped(READ), headers={"authorization": f"basic {words}"}).status == 200

    @pytest.mark.parametrize("authorization", ["", "Basic", "Basic eDp5", "Bearer x", "Basic ÿÿ"])
    def test_nobody_comes_in_without_the_account(self, authorization):
        answer = asked(wrapped(READ), headers={"authorization": authorization})

        assert answer.status == 401
        assert answer.headers["www-authenticate"] == 'Basic realm="ERP"'


class TestTheNightlyBatch:
    @pytest.mark.parametrize(
        ("settings", "hour", "status"),
        [
            ({}, 0, 200),
            ({}, 1, 503),
            ({}, 2, 503),
            ({}, 3, 200),
            ({"from": "23:00", "to": "02:00"}, 1, 503),
            ({"from": 1380, "to": "02:00"}, 23, 503),
            ({"from": "23:00", "to": "02:00"}, 12, 200),
        ],
    )
    def test_lets_nobody_in_during_its_window(self, settings, hour, status):
        clock = Clock(datetime(2026, 1, 6, hour, 30, tzinfo=UTC))

        assert asked(wrapped(READ), clock=clock, misbehaviours={"batch_window": settings}).status == status

    def test_says_so_without_a_retry_after_and_enters_every_refusal_in_the_ledger(self):
        async def story():
            night = Clock(datetime(2026, 1, 6, 1, tzinfo=UTC))
            office = BackOffice(clock=night, misbehaviours={"batch_window": {}})
            answer = await office.page("SalesOrder", "Create", order_xml(), **{"x-correlation-id": "REF-1"})
            await office.request("GET", "/ERP/WS/Distribution/services")
            return answer, office

        answer, office = asyncio.run(story())

        assert answer.status == 503
        assert "nightly batch is running" in answer.fault[1]
        assert "retry-after" not in answer.headers
        assert office.misbehaved == [
            ("batch_window", "REF-1"),
            ("batch_window", "/ERP/WS/Distribution/services"),
        ]
        assert office.commits == []


class TestDescriptions:
    def test_carry_the_address_that_the_caller_used(self):
        answer = asked(b"", method="GET", headers={"host": "erp.example:7047"})

        assert b'location="http://erp.example:7047/ERP/WS/Distribution/Page/Customer"' in answer.body

    def test_a_host_cannot_break_out_of_the_address(self):
        answer = asked(b"", method="GET", headers={"host": 'x"><y/>'})

        assert b"<y/>" not in answer.body

    def test_every_service_is_listed_where_it_is_described(self):
        async def story():
            office = BackOffice()
            listed = await office.request("GET", "/ERP/WS/Distribution/services")
            body = listed.body.decode()
            found = [part.split('"')[0] for part in body.split('description="')[1:]]
            answers = [await office.request("GET", url.removeprefix("http://legacy_erp")) for url in found]
            return found, [answer.status for answer in answers]

        found, statuses = asyncio.run(story())

        assert len(found) == len(PAGES) + len(CODEUNITS)
        assert set(statuses) == {200}


def test_two_workers_serve_in_order_of_arrival():
    async def story():
        office = BackOffice(pace="realistic")
        await office.request("POST", PAGE, wrapped(READ))
        return office.clock.monotonic()

    assert asyncio.run(story()) == pytest.approx(0.040)
