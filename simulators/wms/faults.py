"""The bad habits this class of product is known for, as data; a world switches on those it wants."""

from simulators.chassis.simulator import Misbehaviour

MISBEHAVIOURS = (
    Misbehaviour(
        kind="late_webhook",
        summary="A status webhook leaves hours late, so that a later status may overtake it.",
        defaults={"share": 0.05, "delay_s": 7200.0},
    ),
    Misbehaviour(
        kind="repeated_webhook",
        summary="A webhook that was answered is sent once more under the same message id.",
        defaults={"share": 0.05, "after_s": 30.0},
    ),
    Misbehaviour(
        kind="missed_cut_off",
        summary="Packed parcels miss their truck and wait for a later one.",
        defaults={"share": 0.05, "cut_offs": 1},
    ),
)
