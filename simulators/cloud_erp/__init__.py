"""A cloud ERP of the Business Central kind: sales documents over an OData v4 API.

It stands for the class of product a distributor moves *to*: a multi-tenant service behind OAuth2, with
pages, ETags, quotas and webhooks. Two extensions make it fit for a dual run, as a customer's own
extension would: `bookRole` says whether an order leads or mirrors another book's, and posting a shipment
and posting an invoice are two actions. Not simulated: see `SIMULATOR.not_simulated`.
"""

from simulators.chassis.master import MasterData
from simulators.chassis.simulator import Simulator
from simulators.chassis.world import World
from simulators.cloud_erp.api.app import api
from simulators.cloud_erp.faults import MISBEHAVIOURS, REQUEST_QUOTA
from simulators.cloud_erp.jobs import jobs
from simulators.cloud_erp.seed import codes, populate
from simulators.cloud_erp.service.access import credentials
from simulators.cloud_erp.service.book import Book
from simulators.cloud_erp.store import Store


def _open(world: World, store: Store) -> Book:
    return Book(world, store, REQUEST_QUOTA.defaults)


def _populate(book: Book, master: MasterData) -> None:
    populate(book.store, master, book.new_id, book.world.clock.now())


SIMULATOR = Simulator(
    name="cloud_erp",
    title="Cloud ERP (OData v4)",
    capabilities=("customers", "items", "orders", "invoicing"),
    not_simulated=(
        "inventory and item ledger",
        "purchasing",
        "price lists and discounts",
        "dimensions, attachments and comment lines",
        "general ledger entries",
        "several companies",
        "$batch, $apply, $search and lambda expressions",
        "entering customers and items over the API",
    ),
    store=Store,
    open=_open,
    populate=_populate,
    codes=codes,
    api=api,
    jobs=jobs,
    credentials=credentials,
    misbehaviours=MISBEHAVIOURS,
)
