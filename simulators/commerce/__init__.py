"""A B2B web shop in the shape of Adobe Commerce: the channel in which buyers order and see what happens.

It hands every order to whoever has subscribed and decides, waits for the answer, and shows its buyers
exactly what it is told afterwards. Beside that it does what such a shop does by itself: companies with
credit, shared catalogues and their prices, stock by source, carts, negotiable quotes, credit memos, returns,
and calls taken in bulk. Every company of the seed stands as approved: only the books know who is blocked.
"""

from simulators.chassis.simulator import Simulator
from simulators.commerce.api import create_api
from simulators.commerce.api.handed_over import perform
from simulators.commerce.domain.access import INTEGRATION_TOKEN
from simulators.commerce.faults import LOADS, MISBEHAVIOURS
from simulators.commerce.jobs import jobs
from simulators.commerce.seed import codes, credentials, populate
from simulators.commerce.service.shop import Shop
from simulators.commerce.states import STATES
from simulators.commerce.store import Store

SIMULATOR = Simulator(
    name="commerce",
    title="B2B commerce (Adobe Commerce shape)",
    capabilities=("orders",),
    not_simulated=(
        "tax and freight at checkout, coupons and gift cards",
        "guests: whoever buys has an account",
        "more than one buyer a company, roles and approval rules, and relations between companies",
        "products other than simple ones, categories, several store views",
        "payment by card and the gateways behind it",
        "requisition lists and purchase orders of companies",
        "files attached to quotes and returns",
        "a search without searchCriteria is answered, not refused",
    ),
    store=Store,
    open=lambda world, store: Shop(world, store, MISBEHAVIOURS, perform),
    populate=populate,
    codes=codes,
    api=create_api,
    jobs=jobs,
    credentials=credentials,
    misbehaviours=MISBEHAVIOURS,
    loads=LOADS,
    states=STATES,
    signed_in=lambda _: {"authorization": f"Bearer {INTEGRATION_TOKEN}"},
)
