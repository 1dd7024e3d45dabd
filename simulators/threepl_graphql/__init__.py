"""A fulfilment house with a GraphQL interface: a second third-party logistics provider, in another dialect.

It stands for the class of provider that has one endpoint for everything, names things by node ids, hands out
lists in pages behind cursors, asks credits for a query by its complexity, and reports what it refuses inside
HTTP 200. An order that stock does not cover is taken in all the same and waits for goods; holds keep pickers
away; picking and packing are one walk. All quantities are in EA.
"""

from simulators.chassis.habits import Habits
from simulators.chassis.load import ORDINARY
from simulators.chassis.simulator import Simulator
from simulators.threepl_graphql.api import api
from simulators.threepl_graphql.domain.account import TOKEN, WAREHOUSE_ID
from simulators.threepl_graphql.faults import DEFAULT_LOAD, LOADS, MISBEHAVIOURS
from simulators.threepl_graphql.jobs import jobs
from simulators.threepl_graphql.seed import SYSTEM, codes, credentials, populate
from simulators.threepl_graphql.service import FulfilmentHouse
from simulators.threepl_graphql.states import STATES
from simulators.threepl_graphql.store import Store

SIMULATOR = Simulator(
    name=SYSTEM,
    title="Fulfilment house (GraphQL)",
    capabilities=("availability", "fulfilment", "returns", "purchasing"),
    not_simulated=(
        "partial allocation, partial shipments and more than one parcel an order: orders move whole",
        "packed goods are not unpacked: `force` cancels nothing more",
        "stock that is promised to orders cannot be taken away from under them",
        "refunded credits: an operation is paid for by its full pages, not by what they held",
        "the cap on requests in five minutes, beside the credits",
        "kits, lots, serial numbers, bin locations, totes, labels as files, vendors, billing, exchanges",
        "more than one account or warehouse, and customers of a customer",
    ),
    store=lambda: Store(WAREHOUSE_ID),
    open=lambda world, store: FulfilmentHouse(
        world, store, Habits(world, MISBEHAVIOURS), LOADS[DEFAULT_LOAD]
    ),
    populate=populate,
    codes=codes,
    api=api,
    jobs=jobs,
    credentials=credentials,
    misbehaviours=MISBEHAVIOURS,
    loads=ORDINARY,
    states=STATES,
    signed_in=lambda _: {"authorization": f"Bearer {TOKEN}"},
)
