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
    Misbehaviour(
        kind="short_pick",
        summary="A picker finds less on the shelf than the book says: part of the first row stays behind.",
        defaults={"share": 0.05, "missing_percent": 50},
    ),
    Misbehaviour(
        kind="over_ship",
        summary="A picker takes one too many of the first row, and it leaves with the rest.",
        defaults={"share": 0.02},
    ),
    Misbehaviour(
        kind="cancel_ignored",
        summary="A cancellation in a wave is answered as if it were taken, and the pickers never hear of it.",
        defaults={"share": 0.5},
    ),
    Misbehaviour(
        kind="stale_stock",
        summary="The stock list shows what lay there a while ago, older than the movements since.",
        defaults={"age_s": 900.0},
    ),
    Misbehaviour(
        kind="repeated_receipt_notice",
        summary="An arrival is told twice under two message ids, so that nothing shows that it is the same.",
        defaults={"share": 0.1},
    ),
    Misbehaviour(
        kind="bad_signature",
        summary="A webhook is signed with another key; its next attempt may be right.",
        defaults={"share": 0.02},
    ),
    Misbehaviour(
        kind="local_time",
        summary="An order's webhook is stamped with the time on the wall, ahead of UTC, and does not say so.",
        defaults={"share": 0.1, "ahead_s": 3600.0},
    ),
)
