"""A third-party logistics provider with a REST interface of its own.

It stands for the class of provider that ships for many clients at once: words for statuses, integer ids, a
personal access token with a quota of calls, orders that may wait on hold for a reason, boxes that are
announced and counted one by one, returns, batches by the hour, one carrier on working days, Standard
Webhooks, and an API in waves, three of them side by side. All quantities are in EA.
"""

from simulators.chassis.habits import Habits
from simulators.chassis.load import ORDINARY
from simulators.chassis.simulator import Simulator
from simulators.threepl.api import api
from simulators.threepl.faults import DEFAULT_LOAD, LOADS, MISBEHAVIOURS
from simulators.threepl.jobs import jobs
from simulators.threepl.seed import LOCATION_ID, SYSTEM, TOKEN, codes, credentials, populate
from simulators.threepl.service import Provider
from simulators.threepl.states import STATES
from simulators.threepl.store import Store

SIMULATOR = Simulator(
    name=SYSTEM,
    title="Third-party logistics provider",
    capabilities=("availability", "fulfilment", "returns", "purchasing"),
    not_simulated=(
        "short picks: what is committed is picked, whole",
        "partial shipments and more than one shipment an order",
        "delivery after the carrier has come, billing, kits, lots, inventory history",
        "creating products: a product is an inventory item and changes with the master data only",
        "a client's wish for backorders as a setting of the API: a world switches the habit `exceptions` on",
        "box labels, distributions and unidentified receivings",
        "more than one client, channel or location",
    ),
    store=lambda: Store(LOCATION_ID),
    open=lambda world, store: Provider(world, store, Habits(world, MISBEHAVIOURS), LOADS[DEFAULT_LOAD]),
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
