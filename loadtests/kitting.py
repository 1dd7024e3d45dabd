"""The users of this process get what they work with: before the first of them begins."""

import os
import time
from typing import Any

from locust.env import Environment

from dualrun.landscape.access import client_secrets
from loadtests.ledger import Ledger
from loadtests.orders import order_writer
from loadtests.routes import Routes, routes_from
from loadtests.users.caller import Caller, Kit

WMS_SECRET = "rehearsal-only-wms-webhook-secret"
TOKEN = "DUALRUN_ADMIN_TOKEN"


def equip(environment: Environment, plan: dict[str, Any] | None = None, ledger: Ledger | None = None) -> None:
    """Make the kit from the plan, or for plain Locust from the options; the business is made up once."""
    chosen, plan = environment.parsed_options, plan or {}
    seed = plan.get("business_seed", chosen.business_seed if chosen else 7)
    now = time.monotonic()
    Caller.kit = Kit(
        routes=routes_from(plan["routes"]) if "routes" in plan else Routes(),
        secrets=plan.get("secrets") or client_secrets(os.environ.get(TOKEN, "")),
        ledger=ledger or Ledger(chosen.ledger if chosen else ""),
        write_order=order_writer(seed),
        tokens={client: (token, now + good_s) for client, (token, good_s) in plan.get("tokens", {}).items()},
        wms_secret=plan.get("wms_secret", WMS_SECRET),
    )
    time.sleep(0.01)  # lets Locust's timers notice how long that took
