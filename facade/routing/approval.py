"""Have the people who answer for it agreed?

A person is a gate like any other: with a verdict, a reason and what is still needed. Silence holds, and so
does a no; an approval is worth something only for the evidence it was given on, so it lapses.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from facade.routing.gate import GateDecision, GateVerdict


@dataclass(frozen=True, slots=True)
class Approval:
    """What one person has said, in which role and why."""

    role: str
    by: str
    granted: bool
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class ApprovalGate:
    """Who has to agree, by role, and for how long a word holds."""

    roles: tuple[str, ...]
    valid_for: timedelta = timedelta(days=1)

    def judge(self, words: Iterable[Approval], now: datetime) -> GateDecision:
        """Judge the latest word of every role; nobody speaks for two of them."""
        latest = {
            word.role: word
            for word in sorted(words, key=lambda word: word.at)
            if word.role in self.roles and now - self.valid_for <= word.at <= now
        }
        refused = [word for word in latest.values() if not word.granted]
        granted = [latest[role] for role in self.roles if role in latest and latest[role].granted]
        people = dict.fromkeys(word.by for word in granted)
        open_roles = [role for role in self.roles if role not in latest]
        missing = len(self.roles) - len(people)
        verdict = GateVerdict.HOLD
        if refused:
            reason = "; ".join(f"{word.by} ({word.role}) refuses: {word.reason}" for word in refused)
        elif open_roles:
            reason = f"waits for the approval of {', '.join(open_roles)}"
        elif missing:
            reason = "one person has approved in two roles: another has to approve one of them"
        else:
            verdict = GateVerdict.PROMOTE
            reason = "approved by " + ", ".join(f"{word.by} ({word.role})" for word in granted)
        return GateDecision(verdict, reason, len(self.roles), missing, float(bool(missing)), missing)
