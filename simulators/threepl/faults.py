"""The bad habits this class of product is known for, as data; a world switches on those it wants."""

from simulators.chassis.simulator import Misbehaviour

MISBEHAVIOURS = (
    Misbehaviour(
        kind="request_rate",
        summary="A token over its calls a window gets 429, with the wait in x-retry-after, not retry-after.",
        defaults={"calls": 150, "window_s": 60.0},
    ),
    Misbehaviour(
        kind="late_webhook",
        summary="A webhook leaves late, so that a later topic may overtake it: no order is promised.",
        defaults={"share": 0.05, "delay_s": 3600.0},
    ),
    Misbehaviour(
        kind="repeated_webhook",
        summary="A webhook that was answered is sent once more under the same webhook-id.",
        defaults={"share": 0.05, "after_s": 60.0},
    ),
)

# The plan of a large client, in force as long as a world does not switch on the small one above: it is
# there to stop a runaway loop, not a peak.
PLAN = {"calls": 60_000, "window_s": 60.0}
