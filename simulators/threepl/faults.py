"""The bad habits this class of product is known for, as data; a world switches on those it wants."""

from collections.abc import Mapping

from simulators.chassis.simulator import Misbehaviour

MISBEHAVIOURS = (
    Misbehaviour(
        kind="request_rate",
        summary="A token over its calls a window gets 429, with the wait in x-retry-after, not retry-after.",
        defaults={"calls": 150, "window_s": 60.0},
    ),
    Misbehaviour(
        kind="exceptions",
        summary="An order that inventory does not cover is taken in all the same, as an exception.",
        defaults={},
    ),
    Misbehaviour(
        kind="short_receipt",
        summary="A box of a receiving holds less than was announced, and the receiving ends incomplete.",
        defaults={"share": 0.1, "missing_share": 0.25},
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
    Misbehaviour(
        kind="missed_carrier",
        summary="A shipment that is ready misses its carrier and leaves with the next.",
        defaults={"share": 0.05},
    ),
)

LOADS: Mapping[str, Mapping[str, float]] = {
    "instant": {"calls": 1_000_000, "window_s": 60.0},
    "typical": {"calls": 60_000, "window_s": 60.0},
    "tired-on-prem": {"calls": 6_000, "window_s": 60.0},
    "saas-quota": {"calls": 150, "window_s": 60.0},
}
"""The client's plan by load profile: how many calls a token has within a sliding window."""
DEFAULT_LOAD = "typical"
"""The plan of a large client: it is there to stop a runaway loop, not a peak."""
