"""This product's famous bad habits, as data."""

from simulators.chassis.simulator import Misbehaviour

MISBEHAVIOURS = (
    Misbehaviour(
        "request_quota",
        "Above its quota a caller is answered 429, and is not told when to come back.",
        {"limit": 6000, "window_s": 300},
    ),
    Misbehaviour(
        "subscription_dropped",
        "A listener that refuses one notification is never told anything again.",
        {},
    ),
    Misbehaviour(
        "search_lag",
        "A record just entered or changed is read by its id, but no list shows it for a while.",
        {"share": 1.0, "lag_s": 60.0},
    ),
    Misbehaviour(
        "expired_page",
        "The link to the next page is refused to whoever took too long over this one.",
        {"after_s": 300.0},
    ),
    Misbehaviour(
        "nightly_update",
        "Once a day the tenant is updated and answers 503, with a Retry-After.",
        {"hour": 2, "lasts_s": 900.0},
    ),
    Misbehaviour(
        "number_as_text",
        "After an update some records write their amounts as text.",
        {"share": 0.05},
    ),
)
