"""What Locust runs: `locust -f loadtests/locustfile.py --host http://127.0.0.1:8200`.

Start `dualrun up` first; the users order from the business of its seed. Here they behave as Locust's users
do: each waits for its answers. `dualrun load` runs `openfile.py`, where visits begin when they are due.
"""

from typing import Any

from locust import events
from locust.env import Environment

from loadtests.kitting import equip
from loadtests.options import add_options
from loadtests.users.buyer import Buyer
from loadtests.users.customer_service import CustomerService
from loadtests.users.edi_partner import EdiPartner
from loadtests.users.field_sales import FieldSales
from loadtests.users.marketplace import Marketplace
from loadtests.users.operator import Operator
from loadtests.users.warehouse import Warehouse

__all__ = ["Buyer", "CustomerService", "EdiPartner", "FieldSales", "Marketplace", "Operator", "Warehouse"]


def _begin(environment: Environment, **_: Any) -> None:
    equip(environment)


events.init_command_line_parser.add_listener(add_options)  # type: ignore[no-untyped-call]
events.init.add_listener(_begin)  # type: ignore[no-untyped-call]
