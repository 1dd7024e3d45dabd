"""This product's famous bad habits, as data."""

from simulators.chassis.simulator import Misbehaviour
from simulators.legacy_erp.service.batch import BATCH_WINDOW, FROM, TO
from simulators.legacy_erp.service.company import LOCK_TIMEOUT, SERIES_EXHAUSTED, STALE_LIST
from simulators.legacy_erp.service.inbox import ACCEPTS_DUPLICATES
from simulators.legacy_erp.service.outbox import HALF_WRITTEN, TWICE
from simulators.legacy_erp.service.texts import CODE_PAGE, MOJIBAKE, TRUNCATED
from simulators.legacy_erp.service.vendor_desk import COPIES_SENT, DECLINED

MISBEHAVIOURS = (
    Misbehaviour(
        kind=BATCH_WINDOW,
        summary="refuses every call with 503 and no Retry-After while the nightly batch runs (times in UTC);"
        " with `only_postings` readers get in, and whoever writes is told that the table is locked",
        defaults={"from": FROM, "to": TO, "only_postings": False},
    ),
    Misbehaviour(
        kind=CODE_PAGE,
        summary="stores `?` for text outside CP1252 and cuts names at 50, descriptions at 30; always on",
        defaults={},
    ),
    Misbehaviour(
        kind=MOJIBAKE,
        summary="stores text outside ASCII as UTF-8 that was read as CP1252",
        defaults={"share": 1.0},
    ),
    Misbehaviour(
        kind=TRUNCATED,
        summary="cuts every text at `length` characters, as a column does that was never widened",
        defaults={"share": 1.0, "length": 20},
    ),
    Misbehaviour(
        kind=LOCK_TIMEOUT,
        summary="gives up waiting for a table that somebody else has locked, for a share of all writes",
        defaults={"share": 0.1},
    ),
    Misbehaviour(
        kind=STALE_LIST,
        summary="leaves the documents of the last `lag_s` seconds out of sets; a read by number finds them",
        defaults={"share": 1.0, "lag_s": 30.0},
    ),
    Misbehaviour(
        kind=SERIES_EXHAUSTED,
        summary="has no number left in `series` after `after` were taken, until somebody opens a new one",
        defaults={"series": "S-INV", "after": 1000},
    ),
    Misbehaviour(
        kind=COPIES_SENT,
        summary="sends a purchase order to its vendor even where it copies another book's",
        defaults={"share": 1.0},
    ),
    Misbehaviour(
        kind=DECLINED,
        summary="vendors decline a share of the drop shipments: the order is cancelled instead of confirmed",
        defaults={"share": 0.1},
    ),
    Misbehaviour(
        kind=ACCEPTS_DUPLICATES,
        summary="enters an order again when a file comes again under the same control number",
        defaults={"share": 1.0},
    ),
    Misbehaviour(
        kind=HALF_WRITTEN,
        summary="shows a file to partners when two thirds are written, and the whole `after_s` later",
        defaults={"share": 1.0, "after_s": 30.0},
    ),
    Misbehaviour(
        kind=TWICE,
        summary="writes a file again `after_s` later: another name, the same control number",
        defaults={"share": 1.0, "after_s": 120.0},
    ),
)
