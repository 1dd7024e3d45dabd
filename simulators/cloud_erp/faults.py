"""This product's famous bad habits, as data."""

from simulators.chassis.simulator import Misbehaviour

REQUEST_QUOTA = Misbehaviour(
    "request_quota",
    "Above its quota a caller is answered 429, and is not told when to come back.",
    {"limit": 6000, "window_s": 300},
)
SUBSCRIPTION_DROPPED = Misbehaviour(
    "subscription_dropped",
    "A listener that refuses one notification is never told anything again.",
    {},
)
MISBEHAVIOURS = (REQUEST_QUOTA, SUBSCRIPTION_DROPPED)
