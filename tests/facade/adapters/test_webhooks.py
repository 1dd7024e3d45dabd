"""Deliveries to webhooks: signed, from the outbox, until they are taken."""

import asyncio
from collections.abc import Mapping, Sequence

import orjson
import pytest
from standardwebhooks.webhooks import Webhook

from contracts.alone import StoppedClock
from dualrun.clock import LiveClock
from dualrun.network.reply import Reply
from facade.adapters.targets import TargetRules
from facade.adapters.webhooks import ATTEMPTS_MAX, SHIPPED, STATUS, ChannelBook, WebhookSender
from facade.canonical.fulfilment import Shipment
from facade.canonical.invoice import Invoice
from facade.canonical.order import Order
from facade.errors import SystemTimeoutError, SystemUnavailableError
from facade.messaging.memory import MemoryStore
from facade.messaging.subscriptions import Subscription, SubscriptionBook
from facade.orders.worker import Trail
from tests.facade.builders import a_memo, a_shipment, an_invoice, an_order

SECRET = "whsec_" + "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVowMTIzNDU2"
URL = "https://hooks.partner.example/in"


class Partner:
    """Implements Wire: answers in turn, and keeps what it was sent."""

    def __init__(self, *answers: int | Exception) -> None:
        self.answers = list(answers)
        self.taken: list[tuple[str, Mapping[str, str], bytes]] = []

    async def send(
        self, method: str, url: str, *, headers: Mapping[str, str], body: bytes = b"", timeout_s: float = 10.0
    ) -> Reply:
        self.taken.append((url, headers, body))
        answer = self.answers.pop(0) if self.answers else 204
        if isinstance(answer, Exception):
            raise answer
        return Reply(answer, {"location": "https://127.0.0.1/"}, b"")


class Told:
    """A channel with its webhooks, and one order to tell it of."""

    def __init__(
        self,
        *answers: int | Exception,
        urls: Sequence[str] = (URL,),
        events: Sequence[str] = (STATUS, SHIPPED),
    ) -> None:
        self.partner = Partner(*answers)
        self.book = SubscriptionBook(MemoryStore())
        for number, url in enumerate(urls):
            new = Subscription(f"wh_{number}", "marketplace", url, tuple(events), SECRET, "")
            asyncio.run(self.book.add(new))
        clock = StoppedClock(LiveClock().now())
        sender = WebhookSender(self.book, self.partner, clock, TargetRules())
        self.channels = ChannelBook({}, self.book, sender)

    def tell(self, attempt: int = 1, message_id: str = "M-1#3") -> None:
        call = Trail("M-1", message_id, "accept", attempt)
        channel = self.channels["marketplace"]
        asyncio.run(channel.tell_status(an_order(channel="marketplace"), "processing", "", call))

    def tell_all(self, order: Order, shipment: Shipment, invoice: Invoice) -> None:
        call, channel = Trail("M-1", "M-1#9", "accept", 1), self.channels["marketplace"]
        asyncio.run(channel.tell_shipment(order, shipment, call))
        asyncio.run(channel.tell_invoice(order, invoice, call._replace(message_id="M-1#12")))
        asyncio.run(channel.tell_refund(order, a_memo(), call._replace(message_id="M-1#13")))

    def ids(self) -> list[str]:
        return [headers["webhook-id"] for _, headers, _ in self.partner.taken]


def test_a_delivery_is_what_the_standard_library_verifies_and_a_cloud_event() -> None:
    told = Told()

    told.tell()

    [(url, headers, body)] = told.partner.taken
    Webhook(SECRET).verify(body, dict(headers))
    event = orjson.loads(body)
    assert (url, headers["content-type"]) == (URL, "application/cloudevents+json")
    assert (event["specversion"], event["id"], event["type"]) == ("1.0", "M-1#3", STATUS)
    assert event["data"] == {
        "reference": "W000001",
        "channel": "marketplace",
        "status": "processing",
        "reason": "",
    }


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (503, SystemUnavailableError),
        (400, SystemUnavailableError),
        (302, SystemUnavailableError),
        (ConnectionRefusedError(), SystemUnavailableError),
        (TimeoutError(), SystemTimeoutError),
    ],
)
def test_what_is_not_taken_is_told_again_under_the_same_id_and_no_redirect_is_followed(answer, error) -> None:
    told = Told(answer)

    with pytest.raises(error):
        told.tell()
    told.tell(attempt=2)

    assert len(set(told.ids())) == 1
    assert [url for url, _, _ in told.partner.taken] == [URL, URL]


def test_one_webhook_that_is_away_keeps_nothing_from_the_others_and_they_hear_it_once() -> None:
    told = Told(503, 204, 204, urls=(URL, "https://second.example/in"))

    with pytest.raises(SystemUnavailableError):
        told.tell()
    told.tell(attempt=2)

    assert [url for url, _, _ in told.partner.taken] == [URL, "https://second.example/in", URL]


def test_a_webhook_that_says_it_is_gone_is_called_no_more() -> None:
    told = Told(410)

    told.tell()

    assert told.book.all()[0].ended == "gone"
    assert told.channels.get("marketplace") is None


def test_a_webhook_that_stays_away_for_good_is_given_up() -> None:
    told = Told(503)

    told.tell(attempt=ATTEMPTS_MAX)

    assert told.book.all()[0].ended == "unreachable"


def test_an_address_that_may_be_called_no_more_is_not_called() -> None:
    told = Told(urls=("http://127.0.0.1:9000/in",))

    told.tell()

    assert told.partner.taken == []
    assert told.book.all()[0].ended == "target_refused"


def test_a_webhook_hears_of_what_it_has_asked_for() -> None:
    told = Told()

    told.tell_all(an_order(channel="marketplace"), a_shipment(), an_invoice())

    [event] = [orjson.loads(body) for _, _, body in told.partner.taken]
    assert event["type"] == "order.shipped"
    assert event["data"]["lines"][0] == {"line": 1, "quantity": "6", "uom": "EA"}
