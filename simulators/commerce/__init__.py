"""A B2B web shop in the shape of Adobe Commerce: the channel in which buyers order and see what happens.

It hands every order to whoever has subscribed, waits for the answer, and shows its buyers exactly what it
is told afterwards. Not simulated: carts and quotes, stock in the shop, tax and freight at checkout, refunds
and credit memos, several store views with prices of their own, signed webhooks, more than one subscriber
a hook, company credit. Every company stands as approved: only the books know who is blocked.
"""

from simulators.chassis.load import ORDINARY
from simulators.chassis.simulator import Simulator
from simulators.commerce.api import create_api
from simulators.commerce.faults import MISBEHAVIOURS
from simulators.commerce.jobs import jobs
from simulators.commerce.seed import codes, credentials, populate
from simulators.commerce.service.shop import Shop
from simulators.commerce.store import Store

SIMULATOR = Simulator(
    name="commerce",
    title="B2B commerce (Adobe Commerce shape)",
    capabilities=("orders",),
    not_simulated=(
        "carts and negotiable quotes",
        "stock in the shop",
        "tax and freight at checkout",
        "refunds and credit memos",
        "webhook signatures and several subscribers to one hook",
        "company credit and blocked companies",
    ),
    store=Store,
    open=Shop,
    populate=populate,
    codes=codes,
    api=create_api,
    jobs=jobs,
    credentials=credentials,
    misbehaviours=MISBEHAVIOURS,
    loads=ORDINARY,
)
