"""This product's famous bad habits, as data."""

from simulators.chassis.simulator import Misbehaviour
from simulators.cloud_erp.service.vendor_desk import COPIES_SENT, DECLINED

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
    Misbehaviour(
        COPIES_SENT,
        "Purchase orders are sent to their vendors even where they copy another book's.",
        {"share": 1.0},
    ),
    Misbehaviour(
        DECLINED,
        "Vendors decline a share of the drop shipments: the order is canceled instead of confirmed.",
        {"share": 0.1},
    ),
)

DIVERGENCES = (
    Misbehaviour("rounding", "Unit prices are kept to a tenth.", {"share": 1.0}),
    Misbehaviour(
        "moving_average",
        "Lines are valued at the average price of their document.",
        {"share": 1.0},
    ),
    Misbehaviour("unit_factor", "A case holds one piece less, and costs as much less.", {"share": 1.0}),
    Misbehaviour("code_table", "Currencies go by the codes of an older table.", {"share": 1.0}),
    Misbehaviour(
        "day_boundary", "The day of an order ends some hours early.", {"share": 1.0, "ahead_h": 9.0}
    ),
    Misbehaviour("ship_to_default", "Goods go to the customer's main address.", {"share": 1.0}),
    Misbehaviour("truncated_text", "Names are cut off.", {"share": 1.0, "letters": 8}),
    Misbehaviour("status_words", "What is called open elsewhere is called fulfilled.", {"share": 1.0}),
    Misbehaviour("numbering", "Lines are numbered from two on.", {"share": 1.0}),
    Misbehaviour("tax_basis", "Tax is on the goods with their freight.", {"share": 1.0}),
    Misbehaviour("credit_exposure", "Orders weigh on credit without their tax.", {"share": 1.0}),
    Misbehaviour(
        "posting_delay",
        "Invoices are posted hours after the goods.",
        {"share": 1.0, "delay_s": 21600.0},
    ),
)
"""The declared differences to another book, as data: not wrong by themselves, never on unless asked for."""
