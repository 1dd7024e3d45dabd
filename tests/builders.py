"""Stories to show the checkers: what the systems would announce of one order, step by step and by name.

`a_story()` is the clean one: the shop, both books, one site, all calls. A test bends it: `dropping`,
`changing`, `repeating`, `moving`, `adding`. `play` shows it to an auditor and closes the run.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Self

from dualrun.checkers.audit import Auditor
from dualrun.checkers.catalogue import all_checkers
from dualrun.checkers.checker import Checker
from dualrun.checkers.closing import Closing
from dualrun.history import CallRecord, CancelIntent, History, LineIntent, Operation, OrderIntent, Outcome
from simulators.chassis.commits import Commit, StockCommit
from tests.business import CODES, LINES, MASTER, OPENING_EA, START
from tests.telling import Step, Teller, base_units

CRASH: Any = object()


@dataclass(slots=True)
class Story:
    """What is announced of one order, or of several (`together_with`), and how the run ended."""

    ref: str
    steps: list[Step]
    operations: list[Operation]
    closing: Closing
    start: datetime = START

    def dropping(self, *names: str) -> Self:
        """Leave the named steps out."""
        for name in names:
            self._find(name)
        self.steps = [step for step in self.steps if step.name not in names]
        return self

    def ending_after(self, name: str) -> Self:
        """Leave out whatever comes after the named step."""
        self.steps = self.steps[: self._find(name) + 1]
        return self

    def changing(self, name: str, **changes: Any) -> Self:
        """Let the named step say something else in some of its fields."""
        step = self.steps[self._find(name)]
        step.says = step.says._replace(**changes)
        return self

    def repeating(self, name: str, **changes: Any) -> Self:
        """Say the named step again right after it, with changes."""
        at = self._find(name)
        step = self.steps[at]
        again = Step(f"{name} again", step.system, step.says._replace(**changes))
        self.steps.insert(at + 1, again)
        return self

    def moving(self, name: str, *, before: str) -> Self:
        """Let the named step happen earlier (or later) than it should."""
        step = self.steps.pop(self._find(name))
        self.steps.insert(self._find(before), step)
        return self

    def adding(self, system: str, says: Commit | CallRecord, *, name: str = "extra", after: str = "") -> Self:
        """Announce something more: at the end, or right after the named step."""
        at = self._find(after) + 1 if after else len(self.steps)
        self.steps.insert(at, Step(name, system, says))
        return self

    def ending_as(self, outcome: Outcome | None, **known: Any) -> Self:
        """Let the driver have seen another end of its call."""
        operation = self.operations[0]
        operation.outcome = outcome
        for name, value in known.items():
            setattr(operation, name, value)
        return self

    def answering(self, status: str, reason: str = "") -> Self:
        """Let the integration layer answer something else at the end."""
        answers = {**self.closing.public_status, self.ref: (status, reason)}
        return self.closing_with(public_status=answers)

    def closing_with(self, **changes: Any) -> Self:
        """Let the run have ended otherwise."""
        self.closing = replace(self.closing, **changes)
        return self

    def crashing(self, *, after: str) -> Self:
        """Let the integration layer be killed right after the named step."""
        self.steps.insert(self._find(after) + 1, Step("crash", "facade", CRASH))
        return self

    def together_with(self, other: "Story") -> Self:
        """Tell another story after this one, in the same run."""
        opened = {step.name for step in self.steps if step.name.startswith("opening")}
        self.steps += [step for step in other.steps if step.name not in opened]
        self.operations += other.operations
        ours, theirs = self.closing, other.closing
        return self.closing_with(
            public_status={**ours.public_status, **theirs.public_status},
            cancellations=(*ours.cancellations, *theirs.cancellations),
            expected_mirrors=ours.expected_mirrors | theirs.expected_mirrors,
        )

    def says(self, name: str) -> Any:
        """Give what the named step says."""
        return self.steps[self._find(name)].says

    def play(self, checkers: Sequence[Checker] | None = None) -> Auditor:
        """Show the story to an auditor, close the run, and give the auditor."""
        clock = _StoryClock(self.start)
        auditor = Auditor(MASTER, CODES, all_checkers() if checkers is None else checkers, clock.now)
        for step in self.steps:
            clock.at += timedelta(seconds=1)
            if step.says is CRASH:
                auditor.on_crash()
            elif isinstance(step.says, CallRecord):
                auditor.on_call(step.says)
            else:
                auditor.on_commit(step.system, step.says)
        history = History({operation.intent.external_ref: operation for operation in self.operations})
        auditor.close(history, self.closing)
        return auditor

    def _find(self, name: str) -> int:
        for index, step in enumerate(self.steps):
            if step.name == name:
                return index
        raise KeyError(f"no step {name!r}; there are {', '.join(step.name for step in self.steps)}")


@dataclass(slots=True)
class _StoryClock:
    at: datetime

    def now(self) -> datetime:
        return self.at


def a_story(
    ref: str = "SO-1",
    *,
    home: str = "legacy_erp",
    mirrored: bool = True,
    channel: str = "commerce",
    lines: tuple[LineIntent, ...] = LINES,
    orders_before: int = 0,
) -> Story:
    """Tell an order from the shop to its invoice, in both books, with nothing wrong in it.

    `orders_before` is how many equal orders have taken their goods already, for `together_with`.
    """
    intent = OrderIntent(ref, channel, "CUST-1", START, lines)
    operation = Operation(intent, START, outcome=Outcome.OK, answered_at=START)
    closing = Closing(
        deadline=START + timedelta(days=2),
        ended_at=START + timedelta(days=1),
        public_status={ref: ("completed", "")},
        expected_mirrors=frozenset({ref}) if mirrored else frozenset(),
    )
    taken = {line.item_id: base_units(line) * orders_before for line in lines}
    on_hand = {item: quantity - taken.get(item, 0) for item, quantity in OPENING_EA.items()}
    return Story(ref, Teller(intent, home, mirrored, on_hand).tell(), [operation], closing)


def a_cancelled_story(ref: str = "SO-1", **told: Any) -> Story:
    """Tell an order that its buyer takes back whole, while its goods are still on their shelves."""
    story = a_story(ref, **told).ending_after("call tell processing")
    stock = [step.says for step in story.steps if step.name.startswith("hold ")]
    freed = [held._replace(allocated=0) for held in stock if isinstance(held, StockCommit)]
    for line, record in enumerate(freed, 1):
        story.adding("wms", record, name=f"free {line}")
    story.adding("wms", story.says("reserve")._replace(status="cancelled", reserved=()), name="unreserve")
    for name, system in (("book", "legacy_erp"), ("mirror book", "cloud_erp")):
        story.adding(system, story.says(name)._replace(status="cancelled"), name=f"cancel {name}")
    story.adding(
        "commerce", story.says("shop processing")._replace(status="cancelled"), name="shop cancelled"
    )
    story.ending_as(Outcome.OK, cancel_outcome="done")
    return story.answering("cancelled").closing_with(cancellations=(CancelIntent(ref, START),))


def a_refused_story(ref: str = "SO-1") -> Story:
    """Tell an order that was refused at the door: nothing happens anywhere."""
    story = a_story(ref)
    story.steps = []
    story.ending_as(Outcome.FAIL, refusal="unknown item")
    return story.closing_with(public_status={}, expected_mirrors=frozenset())
