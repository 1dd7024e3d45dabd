"""Who listens to every system and every call, and shows each checker what it asked to see."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from dualrun.checkers.archive import Archive
from dualrun.checkers.checker import Checker, Listener, Violation
from dualrun.checkers.closing import Closing
from dualrun.history import CallRecord, History
from simulators.chassis.commits import Commit
from simulators.chassis.master import Codes, MasterData

_CommitHook = Callable[[Archive, datetime, str, Commit], None]


class Auditor:
    """The one who is told everything, and tells the checkers, and other listeners, what they watch.

    Its `on_commit` is the hook of every world, its `on_call` that of the wire. It must be listening
    before the systems open, because they announce their opening stock as they are populated.
    """

    def __init__(
        self,
        master: MasterData,
        codes: Mapping[str, Codes],
        checkers: Sequence[Checker],
        now: Callable[[], datetime],
        listeners: Sequence[Listener] = (),
    ) -> None:
        self.archive = Archive(master, codes)
        self.checkers = tuple(checkers)
        self._now = now
        watching: dict[type[Commit], list[_CommitHook]] = {}
        for listener in (*self.checkers, *listeners):
            for kind in listener.watches:
                watching.setdefault(kind, []).append(listener.on_commit)
        self._told = {kind: (file, watching.get(kind, ())) for kind, file in self.archive.filing.items()}
        self._hearing = tuple(checker.on_call for checker in self.checkers if checker.hears_calls)

    def on_commit(self, system: str, record: Commit) -> None:
        """File a durable change, then show it."""
        at, archive = self._now(), self.archive
        file, hooks = self._told[type(record)]
        file(at, system, record)
        for hook in hooks:
            hook(archive, at, system, record)

    def on_call(self, record: CallRecord) -> None:
        """Show a call on the wire."""
        for hook in self._hearing:
            hook(self.archive, record)

    def on_crash(self) -> None:
        """Show that the integration layer has just been killed."""
        for checker in self.checkers:
            checker.on_crash(self._now())

    def close(self, history: History, closing: Closing) -> None:
        """Ask every checker for its judgement of the end; call once."""
        for checker in self.checkers:
            checker.at_rest(self.archive, history, closing)

    def violations(self) -> list[Violation]:
        """Give the violations that were kept, checker by checker."""
        return [violation for checker in self.checkers for violation in checker.violations]
