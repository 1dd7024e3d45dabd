"""What Locust runs: `locust -f loadtests/locustfile.py --host http://127.0.0.1:8200`.

Start `dualrun up` first; the buyers order from the business of its seed. The profiles say how many there are.
"""

from locust import events

from loadtests.options import add_options
from loadtests.users.buyer import Buyer, equip
from loadtests.users.floor import Floor

__all__ = ["Buyer", "Floor"]

events.init_command_line_parser.add_listener(add_options)  # type: ignore[no-untyped-call]
events.init.add_listener(equip)  # type: ignore[no-untyped-call]
