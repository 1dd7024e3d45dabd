"""The verdict on a terminal: what an architect has to know, on one screen, and the way to see it again last.

Report text is foreign text. It reaches the terminal as text alone: never as markup, never with control
characters in it, never with letters that the terminal cannot show. Every colour doubles a word.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from dualrun.report.bills import bill_lines
from dualrun.report.cutover import weekend_lines
from dualrun.report.declared import divergence
from dualrun.report.derived import fault_table, held, reached_s
from dualrun.report.document import CatchUpRow, InvariantRow, ParityRow, Report, SlaRow, StageRow
from dualrun.report.going_back import conversion, no_return, retirement, way_back
from dualrun.report.phrasing import clipped, duration, harmless, ranked, told_once, virtual_day

COLOUR_OF_VERDICT = {"go": "green", "no-go": "red", "inconclusive": "yellow"}
REASONS_SHOWN, LINES_OF_REASONS = 6, 12
KINDS_SHOWN = 3
LABEL_WIDTH = 12


def verdict_screen(report: Report, console: Console, html: Path) -> None:
    """Show the verdict with its evidence in short; `html` is where all of it is."""
    _Screen(report, console).show(html)


class _Screen:
    """One report on one terminal."""

    def __init__(self, report: Report, console: Console) -> None:
        self._report = report
        self._console = console
        self._room = max(20, console.width - LABEL_WIDTH)

    def show(self, html: Path) -> None:
        self._heading()
        sections = Table.grid(padding=(0, 2, 0, 0))
        sections.add_column(style="bold", no_wrap=True, width=LABEL_WIDTH - 2)
        sections.add_column(overflow="fold")
        for name, content in self._sections():
            sections.add_row(name, content)
        self._console.print(sections)
        # What is to be copied is never broken into lines.
        for name, content in (("Report", str(html)), ("Reproduce", self._report.reproduce)):
            line = Text(name.ljust(LABEL_WIDTH), "bold").append_text(self._text(content, "not bold"))
            self._console.print(line, soft_wrap=True)

    def _heading(self) -> None:
        report, colour = self._report, COLOUR_OF_VERDICT[self._report.verdict]
        title = self._text(f" {report.verdict.upper()} ", f"bold reverse {colour}")
        self._console.print(title.append_text(self._text(f"  {report.scenario}, seed {report.seed}", "bold")))
        run = (
            f"{duration(report.virtual_seconds)} of virtual time in {duration(report.wall_seconds)}, "
            f"{report.hops:,} calls, journal {report.journal_digest.removeprefix('sha256:')[:12]}"
        )
        self._console.print(self._text(run, "dim"))
        reasons = Table.grid(padding=(0, 1))
        lines = max(1, LINES_OF_REASONS // max(1, len(report.reasons)))
        room = (self._console.width - 4) * lines
        for reason in report.reasons[:REASONS_SHOWN]:
            reasons.add_row(Text(" -", colour), self._text(clipped(reason, room)))
        unseen = len(report.reasons) - REASONS_SHOWN
        if unseen > 0:
            reasons.add_row(Text(" -", colour), f"and {unseen} more in the report")
        self._console.print("", reasons, "", sep="\n")

    def _sections(self) -> Iterable[tuple[str, RenderableType]]:
        report = self._report
        yield "Orders", self._orders()
        if report.bills is not None:
            yield "Bills", Group(*map(self._text, bill_lines(report.bills)))
        if report.stages:
            yield "Stages", self._stages()
        yield from self._moves()
        if report.parity:
            yield "Parity", self._parity()
        if report.divergences:
            yield "Declared", Group(*[self._text(divergence(row)) for row in report.divergences])
        if report.cutover is not None:
            yield "Weekend", Group(*[self._text(line) for line in weekend_lines(report.cutover)])
        yield "Invariants", self._invariants()
        yield "Faults", self._faults()
        if report.sla:
            yield "SLA", Group(*map(self._sla, report.sla))
        if report.catch_up:
            yield "Catch-up", Group(*map(self._catch_up, report.catch_up))
        if report.reconciliation:
            yield "Books", self._books()

    def _moves(self) -> Iterable[tuple[str, RenderableType]]:
        report = self._report
        for row in report.rollbacks:
            yield "Way back", self._text(way_back(row, report.started_at))
        for moved in report.conversions:
            yield "Conversion", self._text(conversion(moved, report.started_at))
        if report.retirement is not None:
            yield "Old book", self._text(retirement(report.retirement, report.started_at))
        for point in report.no_return:
            yield "No return", self._text(no_return(point, report.started_at))

    def _text(self, words: str, style: str = "") -> Text:
        encoding = self._console.encoding
        shown = harmless(words).replace("\n", " ").replace("\t", " ")
        return Text(shown.encode(encoding, "replace").decode(encoding), style)

    def _tally(self, counts: Mapping[str, int]) -> str:
        top = ranked(counts)[:KINDS_SHOWN]
        told = [f"{clipped(name or 'no reason given', 44)} {count:,}" for name, count in top]
        more = len(counts) - len(top)
        return ", ".join([*told, f"{more} more kinds"] if more else told)

    def _counted(self, name: str, counts: Mapping[str, int]) -> str:
        total = sum(counts.values())
        return f"{name} {total:,} ({self._tally(counts)})" if total else f"{name} 0"

    def _orders(self) -> RenderableType:
        orders, wishes = self._report.orders, self._report.orders.cancellations
        funnel = (
            f"{orders.submitted:,} submitted > {orders.accepted:,} accepted > {orders.completed:,} completed"
        )
        aside = self._text(
            f"{self._counted('rejected', orders.rejected)}, cancelled {orders.cancelled:,}, "
            f"{self._counted('parked', orders.parked)}, unknown {orders.unknown:,}"
        )
        for name, count in (("lost", orders.lost), ("duplicated", orders.duplicated)):
            aside.append(", ").append(f"{name} {count:,}", "bold red" if count else "")
        lines = [self._text(funnel), aside]
        if wishes.requested:
            parts = [f"{wishes.requested:,} cancellations: done {wishes.done:,}"]
            parts += [f"in part {wishes.partly:,}"] if wishes.partly else []
            parts += [self._counted("refused", wishes.refused)] if wishes.refused else []
            parts += [f"unknown {wishes.unknown:,}"] if wishes.unknown else []
            lines.append(self._text(", ".join(parts)))
        return Group(*lines)

    def _stages(self) -> RenderableType:
        several = len({row.capability for row in self._report.stages}) > 1
        width = 24 if several else 16
        lanes: dict[str, list[StageRow]] = {}
        for row in self._report.stages:
            lane = f"{row.capability} {row.cohort}" if several else row.cohort
            lanes.setdefault(lane, []).append(row)
        ladder = Table.grid(padding=(0, 2, 0, 0))
        ladder.add_column(no_wrap=True, max_width=width)
        ladder.add_column()
        for lane, rows in lanes.items():
            ladder.add_row(self._text(clipped(lane, width)), self._text(", ".join(map(self._step, rows))))
        return ladder

    def _step(self, row: StageRow) -> str:
        day = virtual_day(self._report.started_at, row.at).rpartition(" ")[0].replace("day ", "d")
        waited = f" (waited {duration(row.waited_s)})" if row.waited_s >= 60 else ""
        return f"{day} {row.to}{waited}"

    def _parity(self) -> RenderableType:
        table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False, header_style="dim")
        for name in ("stage", "compared", "match", "tolerated", "mismatch", "failed", "unseen", "late"):
            is_first = name == "stage"
            table.add_column(name, justify="left" if is_first else "right", overflow="fold", no_wrap=is_first)
        rows = self._report.parity
        several = len({row.capability for row in rows}) > 1
        named = ""
        for row in rows:
            if several and row.capability != named:
                named = row.capability
                table.add_row(self._text(named))
            table.add_row(*self._parity_cells(row, "  " if several else ""))
        return table

    def _parity_cells(self, row: ParityRow, indent: str) -> Iterable[RenderableType]:
        yield self._text(f"{indent}{row.stage}")
        yield from (f"{count:,}" for count in (row.compared, row.match, row.tolerated))
        yield Text(f"{row.mismatch:,}", "bold red" if row.mismatch else "")
        for count in (row.shadow_failed + row.comparator_failed, row.unobserved, row.late):
            yield Text(f"{count:,}", "yellow" if count else "")

    def _invariants(self) -> RenderableType:
        rows = self._report.invariants
        broken = [row for row in rows if row.violated]
        judged = sum(row.evaluated for row in rows)
        told = f"{held(rows)} of {len(rows)} held in {judged:,} judgements"
        lines = [Text(told, "green" if held(rows) == len(rows) else "")]
        unseen = ", ".join(row.id for row in rows if not row.evaluated and not row.violated)
        lines += [self._text(f"never judged: {unseen}", "yellow")] if unseen else []
        lines += [self._text(clipped(self._breach(row), self._room), "red") for row in broken]
        return Group(*lines)

    def _breach(self, row: InvariantRow) -> str:
        first = row.violations[0] if row.violations else None
        message = f": {told_once(first.subject, first.message)}" if first else ""
        return f"{row.id} {row.name} violated {row.violated:,} times{message}"

    def _faults(self) -> Text:
        by_kind = fault_table(self._report.faults).of_kind
        struck = ", ".join(f"{kind} {count:,}" for kind, count in ranked(by_kind) if count)
        return self._text(f"{sum(by_kind.values()):,} injected: {struck}" if struck else "none injected")

    def _sla(self, row: SlaRow) -> Text:
        told = f"{row.name}: {row.percentile} {duration(reached_s(row))}, target {duration(row.target_s)}"
        if not row.met:
            return self._text(f"{told}: MISSED", "bold red")
        return (
            self._text(f"{told}: met") if row.measured else self._text(f"{row.name}: not measured", "yellow")
        )

    def _catch_up(self, row: CatchUpRow) -> Text:
        told = (
            f"{row.system}: away {row.incidents:,} times for {duration(row.down_s)}, {row.waiting_most:,} "
            f"waited, caught up in {duration(row.caught_up_s)}"
        )
        if row.bound_s is None:
            return self._text(told)
        told = f"{told}, bound {duration(row.bound_s)}"
        return self._text(f"{told}: met") if row.met else self._text(f"{told}: MISSED", "bold red")

    def _books(self) -> Text:
        compared = [row for row in self._report.reconciliation if row.difference]
        apart = {row.report: row.findings for row in compared if row.findings}
        told = f"{len(compared) - len(apart)} of {len(compared)} control totals agree"
        differ = ", ".join(f"{name} {count:,}" for name, count in apart.items())
        return self._text(
            f"{told}; documents that differ: {differ}" if apart else told, "red" if apart else ""
        )
