"""What Locust runs: `locust -f loadtests/locustfile.py --host http://127.0.0.1:8200`.

Start `dualrun up` first; the buyers order from the business of its seed. The profiles say how many there are.
"""

from loadtests import options
from loadtests.users.buyer import Buyer
from loadtests.users.floor import Floor

__all__ = ["Buyer", "Floor"]

options.install()
