"""The old book: an on-premises ERP of the kind distributors have run for twenty years.

It stands for the NAV class of product: SOAP 1.1 page services over the tables of one company, an opaque
Key with optimistic concurrency, a filter language of its own, two workers, CP1252 text cut to the width
of its columns, and a nightly batch that lets nobody in. It rounds tax once a document, numbers its
invoices without gaps, and takes a second order under the same reference without a word.

Not simulated: NTLM, several companies, purchasing, inventory, item variants, dimensions, price lists with
dates, partial payments, credit memos, and any credit or block check when an order is entered.
"""

from simulators.chassis.habits import Habits
from simulators.chassis.simulator import Simulator
from simulators.legacy_erp.api.routes import create_api
from simulators.legacy_erp.faults import MISBEHAVIOURS
from simulators.legacy_erp.jobs import jobs
from simulators.legacy_erp.seed import codes, credentials, populate
from simulators.legacy_erp.service.erp import LegacyErp
from simulators.legacy_erp.store import Store

SIMULATOR = Simulator(
    name="legacy_erp",
    title="Legacy ERP (SOAP page services)",
    capabilities=("customers", "items", "pricing", "orders", "invoicing"),
    not_simulated=(
        "NTLM sign-in",
        "several companies",
        "purchasing",
        "inventory",
        "price lists with dates",
        "partial payments",
        "credit memos",
        "credit and block checks on order entry",
    ),
    store=Store,
    open=lambda world, store: LegacyErp(world, store, Habits(world, MISBEHAVIOURS)),
    populate=lambda erp, master: populate(erp.store, master),
    codes=codes,
    api=create_api,
    jobs=jobs,
    credentials=credentials,
    misbehaviours=MISBEHAVIOURS,
)
