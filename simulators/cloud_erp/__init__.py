"""A cloud ERP of the Business Central kind: the whole trade of a distributor over an OData v4 API.

It stands for the class of product a distributor moves *to*: a multi-tenant service behind OAuth2, with
pages, ETags, quotas and webhooks. It sells, invoices, takes goods back by credit memo, and buys from vendors
by purchase orders that are received and invoiced. Four extensions make it fit for a dual run, as a
customer's own extension would: `bookRole` says whether an order leads or mirrors another book's, `taxRate` is
a customer's own, `priceListLines` says what customers have agreed to pay, and shipping, invoicing, receiving,
amending and canceling an order are actions of their own. The environment `sandbox-next` shows the same book
as the next release wave will (`schemas/waves.py`).
Not simulated: see `SIMULATOR.not_simulated`.
"""

from collections.abc import Mapping
from decimal import Decimal

from simulators.chassis.habits import Habits
from simulators.chassis.master import MasterData
from simulators.chassis.simulator import Simulator
from simulators.chassis.world import World
from simulators.cloud_erp.api.app import api
from simulators.cloud_erp.domain.masters import PIECE
from simulators.cloud_erp.faults import DIVERGENCES, MISBEHAVIOURS
from simulators.cloud_erp.jobs import jobs
from simulators.cloud_erp.seed import codes, on_order, opening_stock, rows
from simulators.cloud_erp.service.access import CLIENT_ID, CLIENT_SECRET, credentials
from simulators.cloud_erp.service.book import Book
from simulators.cloud_erp.service.drafts import DocumentDraft, LineDraft
from simulators.cloud_erp.states import STATES
from simulators.cloud_erp.store import Store


def _open(world: World, store: Store) -> Book:
    return Book(world, store, Habits(world, (*MISBEHAVIOURS, *DIVERGENCES)))


def _populate(book: Book, master: MasterData) -> None:
    for entity_set, values in rows(master):
        book.masters.create(entity_set, values)
    for number, quantity in opening_stock(master).items():
        book.masters.open_stock(number, quantity)
    for reference, vendor, role, (item, pieces, due) in on_order(master):
        line = LineDraft(None, item, "", PIECE, Decimal(pieces), None, day=due)
        book.purchasing.create(
            DocumentDraft(vendor, "", reference, role, your_reference=reference, lines=(line,))
        )


def _signed_in(book: Book) -> Mapping[str, str]:
    return {"authorization": f"Bearer {book.access.issue_token(CLIENT_ID, CLIENT_SECRET)}"}


SIMULATOR = Simulator(
    name="cloud_erp",
    title="Cloud ERP (OData v4)",
    capabilities=("customers", "items", "pricing", "orders", "invoicing", "returns", "purchasing"),
    not_simulated=(
        "prices by quantity, day, unit or price group; invoice discounts and item variants",
        "dimensions, attachments, pictures, PDF documents and comment lines",
        "general ledger entries, journals and bank payments: customers pay on the day their invoice is due,"
        " and vendors are paid on Fridays",
        "tax areas: an account is taxed at its own rate, or else at the one there is for all",
        "approval, and orders that are not released at once",
        "purchase credit memos and return orders",
        "costing, reservations and stock by location",
        "several companies",
        "$apply, $search, lambda expressions and paths in $filter",
    ),
    store=Store,
    open=_open,
    populate=_populate,
    codes=codes,
    api=api,
    jobs=jobs,
    credentials=credentials,
    misbehaviours=(*MISBEHAVIOURS, *DIVERGENCES),
    signed_in=_signed_in,
    busy=lambda book: book.access.busy(),
    states=STATES,
)
