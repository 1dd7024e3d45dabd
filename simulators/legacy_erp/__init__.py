"""The old book: an on-premises ERP of the kind distributors have run for twenty years.

It stands for the NAV class of product: SOAP 1.1 page services over the tables of a company, an opaque Key
with optimistic concurrency, a filter language of its own, few sessions, CP1252 text cut to the width of its
columns, and a nightly batch that lets nobody in. It rounds tax once a document, numbers its invoices without
gaps (and its orders with), and takes a second order under the same reference without a word. Two companies
share one installation, each with books of its own. Partners without a web service drop fixed-width files.

Not simulated: NTLM, item variants, dimensions, price lists with dates, partial payments, approval of orders,
tax of vendor invoices, and any credit or block check when an order is entered.
"""

from simulators.chassis.habits import Habits
from simulators.chassis.simulator import Simulator
from simulators.legacy_erp.api.admission import SIGNED_IN
from simulators.legacy_erp.api.routes import create_api
from simulators.legacy_erp.faults import MISBEHAVIOURS
from simulators.legacy_erp.jobs import jobs
from simulators.legacy_erp.seed import codes, credentials, populate
from simulators.legacy_erp.service.erp import LegacyErp
from simulators.legacy_erp.states import STATES
from simulators.legacy_erp.store import Store

SIMULATOR = Simulator(
    name="legacy_erp",
    title="Legacy ERP (SOAP page services)",
    capabilities=("customers", "items", "pricing", "orders", "invoicing", "returns", "purchasing"),
    not_simulated=(
        "NTLM sign-in: Basic alone",
        "item variants and dimensions",
        "price lists with dates and quantities",
        "partial payments; tax on vendor invoices",
        "blanket orders, quotes, assembly and approval of orders",
        "credit and block checks on order entry",
        "further lines on an order that has some; an order is released as soon as it has lines",
        "a file share: the interface folders are reached over HTTP",
    ),
    store=Store,
    open=lambda world, store: LegacyErp(world, store, Habits(world, MISBEHAVIOURS)),
    populate=lambda erp, master: populate(erp.store, master),
    codes=codes,
    api=create_api,
    jobs=jobs,
    credentials=credentials,
    misbehaviours=MISBEHAVIOURS,
    states=STATES,
    signed_in=lambda _: {"authorization": SIGNED_IN.decode()},
    busy=lambda erp: erp.workers.now(),
)
