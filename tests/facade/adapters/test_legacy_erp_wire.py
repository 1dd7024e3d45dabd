import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from facade.adapters.legacy_erp import LegacyErp
from facade.canonical.xref import CrossReference
from facade.errors import SystemRefusedError, SystemUnavailableError
from facade.settings import SystemSettings
from simulators.legacy_erp import SIMULATOR
from tests.facade.adapters.old_book import AT_LAST, FIRST, ORDER, SHIPMENT, tell
from tests.simulators.legacy_erp.back_office import MASTER, Answer, BackOffice, Clock


def test_every_call_leaves_its_trail_and_names_its_action():
    async def story(book, office):
        await book.create_order(ORDER, True, AT_LAST)
        return office.sent

    sent = tell(story)

    assert len(sent) == 2
    for _, url, headers, _ in sent:
        assert url == "http://legacy_erp/ERP/WS/Distribution/Page/SalesOrder"
        assert headers["x-correlation-id"] == "000000123"
        assert headers["x-request-id"] == "message-1"
        assert headers["x-causation-id"] == "message-0"
        assert headers["x-attempt"] == "7"
    assert [headers["soapaction"].rpartition(":")[2] for _, _, headers, _ in sent] == [
        'ReadMultiple"',
        'Create"',
    ]


@pytest.mark.parametrize(
    ("answer", "retry_after_s"),
    [
        (Answer(503, {}, b""), None),
        (Answer(503, {"retry-after": "30"}, b"<html>"), 30.0),
        (Answer(429, {"retry-after": "Wed, 21 Oct 2026 07:28:00 GMT"}, b""), None),
        (Answer(502, {}, b"bad gateway"), None),
        (Answer(500, {}, b"no fault in here"), None),
        (Answer(200, {}, b""), None),
        (Answer(200, {}, b"<html/>"), None),
        (Answer(200, {}, b'<!DOCTYPE x [<!ENTITY y "z">]><x>&y;</x>'), None),
    ],
)
def test_an_answer_that_says_nothing_means_try_again(answer, retry_after_s):
    async def story(book, office):
        office.before.append(answer)
        await book.read_customer("CUST-1", FIRST)

    with pytest.raises(SystemUnavailableError) as caught:
        tell(story)

    assert caught.value.retry_after_s == retry_after_s


@pytest.mark.parametrize(("old", "new"), [(b"5000", b"plenty"), (b"<Balance>0.00</Balance>", b"")])
def test_a_record_that_has_drifted_is_no_answer(old, new):
    async def story(book, office):
        content = await office.page("Customer", "Read", "<No>D10001</No>")
        office.before.append(Answer(200, {}, content.body.replace(old, new)))
        await book.read_customer("CUST-1", FIRST)

    with pytest.raises(SystemUnavailableError, match="cannot be read"):
        tell(story)


@pytest.mark.parametrize(
    "turns",
    [
        [(b"<Quantity>10</Quantity>", b"")],
        [(b"<Quantity>10</Quantity>", b"<Quantity>10</Quantity><Quantity>1</Quantity>")],
        [(b"Line_Amount", b"Sum")],
        [(b"Unit_Price", b"Sum"), (b"Line_Amount", b"Unit_Price"), (b"Sum", b"Line_Amount")],
    ],
    ids=["a field less", "a field twice", "another name", "another order"],
)
def test_rows_that_have_drifted_are_no_answer(turns):
    async def story(book, office):
        booked = await book.create_order(ORDER, True, FIRST)
        body = (await office.page("SalesOrder", "Read", f"<No>{booked.number}</No>")).body
        for old, new in turns:
            assert old in body
            body = body.replace(old, new)
        office.before.append(Answer(200, {}, body))
        await book.amend_order(ORDER, booked.number, FIRST)

    with pytest.raises(SystemUnavailableError, match="cannot be read"):
        tell(story)


def test_the_nightly_batch_is_waited_out():
    async def story(book, _):
        await book.create_order(ORDER, True, FIRST)

    night = BackOffice(clock=Clock(datetime(2026, 1, 6, 2, tzinfo=UTC)), misbehaviours={"batch_window": {}})
    with pytest.raises(SystemUnavailableError):
        tell(story, night)

    assert night.commits == []


@pytest.mark.parametrize(
    "habits",
    [
        {"batch_window": {"only_postings": True}},
        {"lock_timeout": {"share": 1.0}},
        {"number_series_exhausted": {"series": "S-ORD", "after": 0}},
    ],
)
def test_a_table_that_cannot_be_written_to_now_is_a_reason_to_try_again(habits):
    async def story(book, _):
        await book.create_order(ORDER, True, FIRST)

    office = BackOffice(clock=Clock(datetime(2026, 1, 6, 2, tzinfo=UTC)), misbehaviours=habits)
    with pytest.raises(SystemUnavailableError):
        tell(story, office)

    assert office.commits == []
    assert len(office.misbehaved) == 1


def test_a_wrong_password_is_a_refusal():
    codes = SIMULATOR.codes(MASTER)
    settings = SystemSettings("http://legacy_erp", {"username": "x", "password": "y"}, codes)
    book = LegacyErp(BackOffice(), settings, CrossReference("legacy_erp", codes))

    with pytest.raises(SystemRefusedError, match="Sign in"):
        asyncio.run(book.read_customer("CUST-1", FIRST))


def test_somebody_elses_change_in_between_is_a_reason_to_look_again():
    async def story(book, office):
        booked = await book.create_order(ORDER, True, FIRST)
        read = await office.page("SalesOrder", "Read", f"<No>{booked.number}</No>")
        await book.post_shipment(booked.number, SHIPMENT, FIRST)
        office.before.append(Answer(200, {}, read.body))
        await book.amend_order(replace(ORDER, lines=()), booked.number, FIRST)

    with pytest.raises(SystemUnavailableError, match="modified by another user"):
        tell(story)
