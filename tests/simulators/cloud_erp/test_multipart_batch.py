"""Batches in MIME parts, as `@odata/client`, `o.js` and most other client libraries send them."""

import pytest

from tests.simulators.cloud_erp.busy_day import digest
from tests.simulators.cloud_erp.erp_world import API, COMPANY, SECRETS, ErpWorld, in_an_erp

HERE = f"companies({SECRETS['company']})"
KIND = {"content_type": "multipart/mixed; boundary=batch_1"}


def part(method: str, url: str, body: str = "", name: str = "") -> str:
    head = "Content-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n"
    named = f"Content-ID: {name}\r\n" if name else ""
    kind = "Content-Type: application/json\r\n" if body else ""
    return f"{head}{named}\r\n{method} {url} HTTP/1.1\r\n{kind}\r\n{body}\r\n"


def batch(*parts: str, boundary: str = "batch_1") -> bytes:
    return ("".join(f"--{boundary}\r\n{each}" for each in parts) + f"--{boundary}--\r\n").encode()


def change_set(*parts: str) -> str:
    inner = batch(*parts, boundary="changes").decode()
    return f'Content-Type: multipart/mixed; boundary="changes"\r\n\r\n{inner}'


ORDER = part("POST", f"{HERE}/salesOrders", '{"customerNumber": "C00010"}', "1")
LINE = part("POST", "$1/salesOrderLines", '{"lineObjectNumber": "1896-S", "quantity": 2}', "2")


def lines_of(answer) -> list[str]:
    return [line for line in answer.body.decode().split("\r\n") if line.startswith("HTTP/1.1")]


async def send(erp: ErpWorld, body: bytes, path: str = f"{API}/$batch", **headers: str):
    return await erp.at("POST", path, body, **{**KIND, **headers})


class TestParts:
    def test_reads_and_a_change_set_are_answered_in_their_order(self):
        async def story(erp: ErpWorld):
            read = part("GET", f"{HERE}/customers?$top=1&$select=number")
            answer = await send(erp, batch(read, change_set(ORDER, LINE), read))
            return answer, erp.last_order

        answer, order = in_an_erp(story)

        assert answer.headers["content-type"].startswith("multipart/mixed; boundary=")
        assert lines_of(answer) == [
            "HTTP/1.1 200 OK",
            "HTTP/1.1 201 Created",
            "HTTP/1.1 201 Created",
            "HTTP/1.1 200 OK",
        ]
        assert [line.quantity for line in order.lines] == [2]
        assert b"Content-ID: 1" in answer.body

    def test_a_change_set_happens_whole_or_not_and_then_there_is_one_answer(self):
        async def story(erp: ErpWorld):
            await erp.sign_in()
            before = digest(erp)
            wrong = LINE.replace("1896-S", "NOTHING")
            return await send(erp, batch(change_set(ORDER, wrong))), before == digest(erp)

        answer, is_untouched = in_an_erp(story)

        assert lines_of(answer) == ["HTTP/1.1 400 Bad Request"]
        assert is_untouched

    def test_line_feeds_alone_will_do_and_addresses_may_be_whole_or_begin_at_the_root(self):
        async def story(erp: ErpWorld):
            parts = [
                part("GET", f"http://erp.example:8080{COMPANY}/items?$top=1"),
                part("GET", f"{COMPANY}/items?$top=1"),
                part("GET", f"/{HERE}/items?$top=1"),
            ]
            return await send(erp, batch(*parts).replace(b"\r\n", b"\n"))

        assert lines_of(in_an_erp(story)) == ["HTTP/1.1 200 OK"] * 3

    def test_a_batch_to_a_company_stays_in_it(self):
        async def story(erp: ErpWorld):
            return await send(erp, batch(part("GET", "items?$top=1")), f"{COMPANY}/$batch")

        assert lines_of(in_an_erp(story)) == ["HTTP/1.1 200 OK"]

    def test_the_first_that_fails_ends_it_unless_told_otherwise(self):
        async def story(erp: ErpWorld):
            body = batch(part("GET", f"{HERE}/nothings"), part("PUT", f"{HERE}/items"))
            return await send(erp, body), await send(erp, body, prefer="odata.continue-on-error")

        stopped, went_on = in_an_erp(story)

        assert lines_of(stopped) == ["HTTP/1.1 404 Not Found"]
        assert lines_of(went_on) == ["HTTP/1.1 404 Not Found", "HTTP/1.1 405 Method Not Allowed"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"nothing",
        b"--batch_1\r\n",
        b"--batch_1\r\n\r\nGET items HTTP/1.1\r\n\r\n--batch_1--",
        batch(part("GET", "items").replace("GET", "G\xe9T")),
        batch("Content-Type: application/http\r\n\r\n"),
        batch("Content-Type: multipart/mixed\r\n\r\n"),
        batch(*[part("GET", f"{HERE}/items")] * 101),
        batch(ORDER, ORDER),
    ],
)
def test_what_is_no_batch_is_refused(body):
    assert in_an_erp(lambda erp: send(erp, body)).status == 400


def test_a_boundary_must_be_named():
    answer = in_an_erp(lambda erp: send(erp, batch(ORDER), content_type="multipart/mixed"))

    assert answer.status == 400
    assert "boundary" in answer.document["error"]["message"]
