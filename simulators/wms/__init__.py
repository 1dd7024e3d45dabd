"""A warehouse management system for a distributor's own warehouse.

It stands for the class of product that counts statuses on a ladder of numbers, allocates stock to whole
orders, works in waves, and tells others by webhooks with a plain HMAC, a message id and timestamps that do
not say their zone. All quantities are in EA.
"""

from simulators.chassis.habits import Habits
from simulators.chassis.load import ORDINARY
from simulators.chassis.simulator import Simulator
from simulators.wms.api import api
from simulators.wms.faults import MISBEHAVIOURS
from simulators.wms.jobs import jobs
from simulators.wms.seed import API_KEY, SITE_CODE, SYSTEM, WEBHOOK_SECRET, codes, credentials, populate
from simulators.wms.service import Warehouse
from simulators.wms.states import STATES
from simulators.wms.store import Store

SIMULATOR = Simulator(
    name=SYSTEM,
    title="Warehouse management system",
    capabilities=("availability", "fulfilment"),
    not_simulated=(
        "more than one goods owner or site",
        "units other than EA, weights, volumes and dangerous goods",
        "conveyors, put-away rules, replenishment of pick faces and the people on the floor",
        "freight booking and labels: a waybill is a number",
        "serial numbers, and batches promised to an order before it is picked",
        "more than one shipment an order: what a picker leaves behind is dropped or becomes another order",
    ),
    store=lambda: Store(SITE_CODE),
    open=lambda world, store: Warehouse(world, store, WEBHOOK_SECRET.encode(), Habits(world, MISBEHAVIOURS)),
    populate=populate,
    codes=codes,
    api=api,
    jobs=jobs,
    credentials=credentials,
    misbehaviours=MISBEHAVIOURS,
    states=STATES,
    loads=ORDINARY,
    signed_in=lambda _: {"x-api-key": API_KEY},
)
