"""I10: can every call be followed back to the order it serves, without a gap?"""

from dataclasses import dataclass, field

from dualrun.checkers.archive import Archive
from dualrun.checkers.checker import Checker
from dualrun.checkers.closing import Closing
from dualrun.checkers.dossier import Dossier
from dualrun.history import CallRecord, History, Outcome
from simulators.chassis.commits import PurchaseCommit

FACADE = "facade"

SETTING_UP = (
    "token",
    "oauth",
    "login",
    "session",
    "subscri",
    "webhook",
    "callback",
    "health",
    "wsdl",
    "$metadata",
)
"""What a call may be named that serves no order: getting in, asking for notices, looking around."""

ON_NOBODYS_BEHALF = "publication"
"""What a call says it is for that reads stock or masters, so that channels need not ask the systems."""

TRY_AGAIN = frozenset({408, 423, 425, 429})

RetryKey = tuple[str, str, str]


@dataclass(slots=True)
class Trail:
    """What has been heard on the wire about one order.

    `rooted` holds the messages that hang, by any number of causes, on a call into the integration layer;
    `waiting` those whose cause is not rooted yet, by that cause: a call is heard when it ends, so an
    effect may be heard before its cause. `failed` remembers which message a failed call carried, and
    `doubted` the messages that seem to have been retried under another id: the doubt is lifted when
    such a message is heard again.
    """

    first_call: str
    accepted: bool = False
    rooted: set[str] = field(default_factory=set)
    waiting: dict[str, list[str]] = field(default_factory=dict)
    failed: dict[RetryKey, str] = field(default_factory=dict)
    doubted: dict[str, str] = field(default_factory=dict)
    called: set[str] = field(default_factory=set)
    heard_from: set[str] = field(default_factory=set)

    def root(self, message_id: str) -> None:
        """Hang a message on the root, and with it all that waited for it."""
        self.rooted.add(message_id)
        if not self.waiting:
            return
        found = self.waiting.pop(message_id, [])
        while found:
            message = found.pop()
            if message not in self.rooted:
                self.rooted.add(message)
                found.extend(self.waiting.pop(message, ()))

    def loose_ends(self) -> list[str]:
        """Give the causes at which the trail breaks off; of causes that run in a ring, the first."""
        waiters = {message for messages in self.waiting.values() for message in messages}
        return [cause for cause in self.waiting if cause not in waiters] or list(self.waiting)[:1]


class CorrelationTrail(Checker):
    """All calls of one order form one connected trail that begins with its acceptance.

    A cause is the message of another call of the same order, or the order's own reference, which names
    the acceptance itself. Retries of what writes carry the message of the first attempt. When an order is
    invoiced everywhere its trail is verified and forgotten, to stay small; what is called for it
    afterwards must still say whom it serves and why.
    """

    id = "I10"
    name = "correlation_trail"
    hears_calls = True

    def __init__(self) -> None:
        super().__init__()
        self._trails: dict[str, Trail] = {}
        self._verified: dict[str, None] = {}

    def on_call(self, archive: Archive, record: CallRecord) -> None:
        """Add a call to its order's trail."""
        ref = record.correlation_id
        if ref == ON_NOBODYS_BEHALF:
            return
        if record.source == FACADE:
            self.evaluated += 1
            if ref:
                self._follow(record)
                self._perhaps_forget(archive, ref)
            elif not _sets_up(record.operation):
                what = f"{record.operation} to {record.target}"
                self.violate(
                    what,
                    record.at,
                    f"every call must name the order it serves; {what} names none",
                    message_id=record.message_id,
                    causation_id=record.causation_id,
                )
        elif record.target == FACADE and ref and ref not in self._verified:
            trail = self._trail(record)
            if _accepts(archive, record):
                trail.accepted = True
                trail.root(ref)
            trail.heard_from.add(record.source)
            if record.message_id:
                trail.root(record.message_id)

    def at_rest(self, archive: Archive, history: History, closing: Closing) -> None:
        """Judge the trails that are left: connected, known to a buyer, and complete where the order is."""
        for ref, trail in self._trails.items():
            self.evaluated += 1
            if ref not in history.operations:
                if not _sets_up(trail.first_call):
                    message = (
                        f"every call must serve an order; {trail.first_call} names {ref}, which nobody placed"
                    )
                    self.violate(ref, closing.ended_at, message)
                continue
            for cause in trail.loose_ends():
                self.violate(
                    ref,
                    closing.ended_at,
                    f"{ref}: every call must go back to a call into the integration layer; "
                    f"{', '.join(trail.waiting[cause])} goes back to {cause} and no further",
                    causation_id=cause,
                )
            for first, found in trail.doubted.items():
                message = (
                    f"{ref}: a retry must carry the message of the first attempt, {first}; found {found}"
                )
                self.violate(ref, closing.ended_at, message, message_id=first)
        for operation in history:
            ref = operation.intent.external_ref
            if operation.outcome is Outcome.OK and ref not in self._verified:
                self.evaluated += 1
                self._judge_milestones(archive, ref, closing.answer(operation)[0], closing)

    def _judge_milestones(self, archive: Archive, ref: str, status: str, closing: Closing) -> None:
        trail = self._trails.get(ref) or Trail("")
        dossier = archive.dossier(ref)
        missing = []
        if status in ("completed", "returned"):
            missing = _missing(dossier, trail)
        elif not trail.accepted and (status or dossier.posted):
            missing = ["acceptance"]
        if missing:
            self.violate(
                ref,
                closing.ended_at,
                f"{ref}: the trail must show every milestone; missing {', '.join(missing)}",
                missing=", ".join(missing),
            )

    def _perhaps_forget(self, archive: Archive, ref: str) -> None:
        dossier = archive.dossiers.get(ref)
        trail = self._trails.get(ref)
        if dossier is None or trail is None or not _is_invoiced_everywhere(dossier):
            return
        if not trail.waiting and not trail.doubted and not _missing(dossier, trail):
            del self._trails[ref]
            self._verified[ref] = None

    def _trail(self, record: CallRecord) -> Trail:
        trail = self._trails.get(record.correlation_id)
        if trail is None:
            trail = self._trails[record.correlation_id] = Trail(record.operation)
        return trail

    def _follow(self, record: CallRecord) -> None:
        message, cause, ref = record.message_id, record.causation_id, record.correlation_id
        if not message or not cause:
            lacking = "message id" if not message else "causation id"
            self._complain(record, f"must carry a message id and a cause; it has no {lacking}")
            return
        if ref in self._verified:
            return
        trail = self._trail(record)
        trail.called.add(record.target)
        _follow_retries(trail, record)
        if cause in trail.rooted:
            if message not in trail.rooted:
                trail.root(message)
        elif message not in (waiting := trail.waiting.setdefault(cause, [])):
            waiting.append(message)

    def _complain(self, record: CallRecord, what: str) -> None:
        ref = record.correlation_id
        self.violate(
            ref,
            record.at,
            f"{ref}: {record.operation} to {record.target} {what}",
            target=record.target,
            operation=record.operation,
            message_id=record.message_id,
            causation_id=record.causation_id,
            attempt=record.attempt,
        )


def _accepts(archive: Archive, record: CallRecord) -> bool:
    """Tell whether this may be the call that brought the order in; an answer lost is not an answer no."""
    is_refused = record.status != 0 and not 200 <= record.status < 300
    return record.operation.startswith("POST") and record.source not in archive.sites and not is_refused


def _follow_retries(trail: Trail, record: CallRecord) -> None:
    message = record.message_id
    key = (record.causation_id, record.target, record.operation)
    if trail.doubted:
        trail.doubted.pop(message, None)
    is_look = _is_a_look(record.operation)
    first = trail.failed.get(key)
    if first is not None and first != message and record.attempt > 1 and message not in trail.rooted:
        trail.doubted[first] = f"{message} as attempt {record.attempt} of {record.operation}"
    if record.status == 0 or record.status in TRY_AGAIN or record.status >= 500:
        if not is_look:
            trail.failed[key] = message
    elif trail.failed:
        _forget_failures(trail, record)


def _forget_failures(trail: Trail, record: CallRecord) -> None:
    """A message that its target has answered, if only the question what became of it, was not given up."""
    message, target = record.message_id, record.target
    for key in [key for key, failed in trail.failed.items() if failed == message and key[1] == target]:
        del trail.failed[key]


def _is_a_look(operation: str) -> bool:
    """Tell whether a call only looks: two who look at an order do not try the same thing again."""
    return operation.startswith("GET ") or operation.endswith((":Read", ":ReadMultiple"))


def _sets_up(operation: str) -> bool:
    name = operation.lower()
    return any(word in name for word in SETTING_UP)


def _is_invoiced_everywhere(dossier: Dossier) -> bool:
    shop = dossier.channel
    if shop is not None and shop.status not in ("invoiced", "complete"):
        return False
    return bool(dossier.posted) and all(order.status == "invoiced" for order in dossier.orders.values())


def _is_told(dossier: Dossier, trail: Trail) -> bool:
    """Say whether it is known that goods have left: a site says so, a book that bought them is asked."""
    return any(
        system in (trail.called if isinstance(one, PurchaseCommit) else trail.heard_from)
        for system, one in dossier.departures()
    )


def _missing(dossier: Dossier, trail: Trail) -> list[str]:
    """Name the milestones of a completed order that the trail or the books do not show."""
    sites = [(system, f) for (system, _), f in dossier.fulfilments.items() if f.status != "cancelled"]
    bought = [(system, one) for (system, _), one in dossier.purchases.items() if one.status != "cancelled"]
    children = [dossier.home] if dossier.home is not None else []
    shop = dossier.channel
    milestones = (
        ("acceptance", trail.accepted),
        ("booking", any(system in trail.called for system, _ in children)),
        ("reservation", any(system in trail.called for system, _ in (*sites, *bought))),
        ("release", bool(bought) or any(f.status != "allocated" for _, f in sites)),
        ("ship notice", _is_told(dossier, trail)),
        ("shipment posting", any(dossier.shipments_of(order) for order in children)),
        ("invoice posting", any(dossier.invoices_of(order) for order in children)),
        ("channel invoice", shop is None or (bool(shop.invoices) and dossier.channel_system in trail.called)),
    )
    return [name for name, is_present in milestones if not is_present]
