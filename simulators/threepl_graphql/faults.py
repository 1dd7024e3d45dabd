"""The bad habits this class of product is known for, as data; a world switches on those it wants."""

from collections.abc import Mapping

from simulators.chassis.simulator import Misbehaviour
from simulators.threepl_graphql.domain.pace import Plan

MISBEHAVIOURS = (
    Misbehaviour(
        kind="credit_limit",
        summary="An account out of credits is told so inside HTTP 200, with how long to wait in words.",
        defaults={"max_available": 4004, "increment_rate": 60},
    ),
    Misbehaviour(
        kind="token_expiry",
        summary="An access token ends long before its four weeks are over: the next call gets 401.",
        defaults={"lives_s": 3600.0},
    ),
    Misbehaviour(
        kind="late_webhook",
        summary="A webhook leaves late, so that a later one may overtake it: no order is promised.",
        defaults={"share": 0.05, "delay_s": 3600.0},
    ),
    Misbehaviour(
        kind="repeated_webhook",
        summary="A webhook that was answered is sent once more under the same message id.",
        defaults={"share": 0.05, "after_s": 60.0},
    ),
    Misbehaviour(
        kind="lost_webhook",
        summary="A webhook never leaves: the product itself says that delivery is not guaranteed.",
        defaults={"share": 0.01},
    ),
)

LOADS: Mapping[str, Plan] = {
    "instant": Plan(max_available=10_000_000, increment_rate=1_000_000),
    "typical": Plan(max_available=1_000_000, increment_rate=60_000),
    "tired-on-prem": Plan(max_available=40_040, increment_rate=600),
    "saas-quota": Plan(max_available=4_004, increment_rate=60),
}
"""What an account may spend, by load profile."""
DEFAULT_LOAD = "typical"
"""The plan of a large account: it is there to stop a runaway loop, not a peak."""
