"""What happened in one run, by the names of the `sometimes` list."""

from collections import Counter

from dualrun.campaign.plug import Plug
from dualrun.checkers.archive import Archive
from dualrun.checkers.audit import Auditor
from dualrun.history import History, OrderIntent, Outcome
from dualrun.network.faults import FaultLedger


def sightings(auditor: Auditor, history: History, ledger: FaultLedger, plug: Plug) -> dict[str, int]:
    """Say what happened in a run, and how often."""
    seen: Counter[str] = Counter()
    for (kind, boundary), count in ledger.counts.items():
        source, _, target = boundary.partition("->")
        seen[f"{kind} of {target}" if source == "product" else f"fault {kind}"] += count
    for point in plug.pulled:
        seen[f"killed {point.kind} a {'step of the loop' if point.kind == 'step' else 'write'}"] += 1
    seen["killed again during recovery"] += plug.pulled_again
    for operation in history:
        seen["an answer that never came"] += operation.outcome is Outcome.INFO
        seen["a cancellation done"] += operation.cancel_outcome == "done"
        seen["a cancellation done in part"] += operation.cancel_outcome == "partly"
        seen["a cancellation refused"] += operation.cancel_outcome.startswith("refused")
        seen["an item in another's place"] += _is_substituted(auditor.archive, operation.intent)
    for dossier in auditor.archive.dossiers.values():
        for system, _ in dossier.posted:
            seen[f"posted in {system}"] += 1
        for purchase in dossier.purchases.values():
            seen["sent by a supplier"] += bool(purchase.papers)
            seen["a purchase taken back"] += purchase.status == "cancelled"
        seen["mirrored"] += bool(dossier.mirrors())
    return {what: count for what, count in seen.items() if count}


def _is_substituted(archive: Archive, intent: OrderIntent) -> bool:
    dossier = archive.dossier(intent.external_ref)
    sent = [(key[0], line.item) for key in dossier.posted for line in dossier.orders.at(key).lines]
    ordered = {line.item_id for line in intent.lines}
    return any(archive.business(system, "item", code) not in ordered for system, code in sent)
