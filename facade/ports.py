"""What the façade needs: of its surroundings, and of each system, in canonical words."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from facade.canonical.customer import CustomerAccount, ItemTerms
from facade.canonical.fulfilment import PostedShipment, Shipment
from facade.canonical.goods_back import CreditMemo, Rma, TakenBack
from facade.canonical.invoice import Invoice
from facade.canonical.news import News
from facade.canonical.order import BookedOrder, Order
from facade.canonical.purchase import DropShipment, Purchase


class Clock(Protocol):
    """The time, in UTC."""

    def now(self) -> datetime:
        """Give the instant."""
        ...

    def monotonic(self) -> float:
        """Give seconds since this clock began; never decreases."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait on this clock."""
        ...


class Chance(Protocol):
    """Randomness keyed by what it is for."""

    def uniform(self, *key: str | int) -> float:
        """Give a number in [0, 1) that depends on the seed and the key alone."""
        ...


class Reply(Protocol):
    """What came back from a call; header names in lower case."""

    @property
    def status(self) -> int:
        """The HTTP status."""
        ...

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers."""
        ...

    @property
    def body(self) -> bytes:
        """The whole body."""
        ...


class Wire(Protocol):
    """The way to a neighbour."""

    async def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        body: bytes = b"",
        timeout_s: float = 10.0,
    ) -> Reply:
        """Call and give the answer, whatever the status.

        Raises:
            TimeoutError: no answer in time; the neighbour may have acted all the same.
            ConnectionError: nobody is there, or the connection broke before an answer.
        """
        ...


class Call(Protocol):
    """Who asks and which try this is: every call carries its trail."""

    @property
    def correlation_id(self) -> str:
        """The order's external reference."""
        ...

    @property
    def message_id(self) -> str:
        """The same over all attempts of one command."""
        ...

    @property
    def causation_id(self) -> str:
        """The message that led to this one."""
        ...

    @property
    def attempt(self) -> int:
        """1 at first; above 1 an earlier attempt may have succeeded unseen, so look before you write."""
        ...

    @property
    def trace(self) -> str:
        """The trace that the order came with; empty when its channel sent none."""
        ...


class OrderBook(Protocol):
    """A ledger of sales orders, shipments and invoices: one of the twins.

    Every write is idempotent over attempts: when `call.attempt` is above 1 the adapter looks for the
    document before it creates one. All methods may raise SystemUnavailableError, SystemTimeoutError,
    SystemRefusedError.
    """

    async def create_order(self, order: Order, posting: bool, call: Call) -> BookedOrder:
        """Enter the order."""
        ...

    async def amend_order(self, order: Order, number: str, call: Call) -> BookedOrder:
        """Bring the quantities of an open order down to those of `order`; absent lines become zero."""
        ...

    async def cancel_order(self, number: str, call: Call) -> None:
        """Cancel an open order; cancelling twice is no error."""
        ...

    async def set_posting(self, number: str, posting: bool, call: Call) -> BookedOrder:
        """Make an open order the posting document, or a copy of the other book's; twice is no error."""
        ...

    async def read_order(self, external_ref: str, call: Call) -> BookedOrder | None:
        """Give the newest order entered under that reference."""
        ...

    async def post_shipment(self, number: str, shipment: Shipment, call: Call) -> PostedShipment:
        """Post goods issued against the order."""
        ...

    async def post_invoice(self, number: str, shipment: Shipment, alike_before: int, call: Call) -> Invoice:
        """Invoice what that shipment took; so many of the order's invoices before it are over as much."""
        ...


class Returns(Protocol):
    """The side of a book that takes goods back. Same idempotency and errors as OrderBook."""

    async def register_return(self, rma: Rma, call: Call) -> str:
        """Agree that goods may come back: the book's number of the return."""
        ...

    async def credit_return(
        self, number: str, rma: Rma, taken: Sequence[TakenBack], call: Call
    ) -> CreditMemo:
        """Take in what is back, and give its price back."""
        ...


class Purchasing(Protocol):
    """The side of a book that buys what a supplier sends straight to the buyer. Same errors as OrderBook."""

    async def buy(self, wanted: DropShipment, call: Call) -> Purchase:
        """Enter a purchase order for a sales order; the copy of one is not sent to its supplier."""
        ...

    async def read_purchase(self, number: str, call: Call) -> Purchase | None:
        """Give a purchase order as it is now; nothing while no list shows it."""
        ...

    async def withdraw(self, number: str, reference: str, call: Call) -> bool:
        """Take back an order, found by its reference when no number is known; false once it is confirmed."""
        ...


class CustomerBook(Protocol):
    """Customers with their credit."""

    async def read_customer(self, customer_id: str, call: Call) -> CustomerAccount | None:
        """Give the account, or nothing when the book has no such customer."""
        ...


class PriceBook(Protocol):
    """What things cost."""

    async def read_terms(
        self, customer_id: str, item_ids: Sequence[str], on: date, call: Call
    ) -> Mapping[str, ItemTerms]:
        """Give the terms of each item the book knows; unknown items are absent."""
        ...


class Fulfilment(Protocol):
    """A site that holds goods and ships them. Same idempotency and errors as OrderBook."""

    site: str

    async def reserve(self, fulfilment_ref: str, order: Order, call: Call) -> str | None:
        """Reserve the whole order: the site's own number, or nothing when stock does not cover it."""
        ...

    async def available(self, item_ids: Sequence[str], call: Call) -> Mapping[str, int]:
        """Give how much of each item is free, in EA; what the site does not know it has none of."""
        ...

    async def release(self, fulfilment_ref: str, number: str, call: Call) -> None:
        """Let the site pick and ship the reserved order."""
        ...

    async def cancel(self, fulfilment_ref: str, number: str, call: Call) -> bool:
        """Take the order back and free its stock; false when the site has already picked it."""
        ...

    async def expect_return(self, rma: Rma, call: Call) -> str:
        """Announce that goods will come back: the site's number of the return."""
        ...

    async def subscribe(self, callback_url: str) -> None:
        """Ask for notices at `callback_url`; asking twice is no error."""
        ...

    def read_notice(self, headers: Mapping[str, str], body: bytes, now: datetime) -> News | None:
        """Verify and translate one notice; nothing when it is of no interest here.

        Raises:
            NoticeRefusedError: the signature, its time, or the body is not what this site sends.
        """
        ...


class Channel(Protocol):
    """Where the order came from; told of every step the buyer should see. Telling twice is no error."""

    async def tell_status(self, order: Order, status: str, reason: str, call: Call) -> None:
        """Show `status` to the buyer.

        It is one of processing, backordered, on_hold, rejected, cancelled and complete.
        """
        ...

    async def tell_shipment(self, order: Order, shipment: Shipment, call: Call) -> None:
        """Show the shipment and its tracking."""
        ...

    async def tell_invoice(self, order: Order, invoice: Invoice, call: Call) -> None:
        """Show the invoice."""
        ...

    async def tell_refund(self, order: Order, memo: CreditMemo, call: Call) -> None:
        """Show what was given back."""
        ...
