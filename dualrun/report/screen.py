"""The verdict on a terminal: what an architect has to know, on one screen, the way to see it again last.

Report text is foreign text. It reaches the terminal as text alone: never as markup, never with control
characters in it.
"""

from pathlib import Path

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from dualrun.report.document import ParityRow, Report, SlaRow, StageRow
from dualrun.report.phrasing import duration, harmless, tally, virtual_day

COLOUR_OF_VERDICT = {"go": "green", "no-go": "red", "inconclusive": "yellow"}
REASONS_SHOWN = 8


def verdict_screen(report: Report, console: Console, html: Path) -> None:
    """Show the verdict with its evidence in short; `html` is where all of it is."""
    colour = COLOUR_OF_VERDICT[report.verdict]
    title = _text(f" {report.verdict.upper()} ", f"bold reverse {colour}")
    title.append_text(_text(f"  {report.scenario}, seed {report.seed}", "bold"))
    console.print(title)
    console.print(_text(_run_line(report), "dim"))
    console.print()
    for reason in report.reasons[:REASONS_SHOWN]:
        console.print(_bullet(reason, colour))
    if len(report.reasons) > REASONS_SHOWN:
        console.print(_bullet(f"and {len(report.reasons) - REASONS_SHOWN} more, in the report", colour))
    console.print()
    console.print(_sections(report, html))
    console.print(_text("Reproduce ", "bold"), _text(report.reproduce), soft_wrap=True)


def _text(words: str, style: str = "") -> Text:
    return Text(harmless(words).replace("\n", " "), style)


def _bullet(words: str, colour: str) -> RenderableType:
    row = Table.grid(padding=(0, 1))
    row.add_row(_text(" •", colour), _text(words))
    return row


def _run_line(report: Report) -> str:
    return (
        f"{duration(report.virtual_seconds)} of business in {duration(report.wall_seconds)}, "
        f"{report.hops:,} calls, journal {report.journal_digest.removeprefix('sha256:')[:12]}"
    )


def _sections(report: Report, html: Path) -> RenderableType:
    sections = Table.grid(padding=(0, 2, 0, 0))
    sections.add_column(style="bold", no_wrap=True)
    sections.add_column()
    sections.add_row("Orders", _orders(report))
    if report.stages:
        sections.add_row("Stages", _stages(report))
    if report.parity:
        sections.add_row("Parity", _parity(report.parity))
    sections.add_row("Invariants", _invariants(report))
    sections.add_row("Faults", _faults(report))
    if report.sla:
        sections.add_row("SLA", Group(*map(_sla, report.sla)))
    if report.reconciliation:
        sections.add_row("Books", _books(report))
    sections.add_row("Report", _path(html))
    return sections


def _path(html: Path) -> Text:
    where = _text(str(html))
    where.overflow = "fold"
    return where


def _orders(report: Report) -> RenderableType:
    orders = report.orders
    lines = [
        _text(
            f"{orders.submitted:,} submitted > {orders.accepted:,} accepted > {orders.completed:,} completed"
        )
    ]
    sides = [
        *_counted("rejected", orders.rejected),
        f"cancelled {orders.cancelled:,}",
        *_counted("parked", orders.parked),
        f"unknown {orders.unknown:,}",
    ]
    harm = _text("; ".join(sides) + "; ")
    for name, count in (("lost", orders.lost), ("duplicated", orders.duplicated)):
        harm.append_text(_text(f"{name} {count:,}", "bold red" if count else ""))
        harm.append("; " if name == "lost" else "")
    lines.append(harm)
    wishes = orders.cancellations
    if wishes.requested:
        refused = f", refused {tally(wishes.refused)}" if wishes.refused else ""
        unknown = f", unknown {wishes.unknown:,}" if wishes.unknown else ""
        lines.append(
            _text(f"{wishes.requested:,} cancellations asked for, {wishes.done:,} done{refused}{unknown}")
        )
    return Group(*lines)


def _counted(name: str, counts: dict[str, int]) -> list[str]:
    total = sum(counts.values())
    return [f"{name} {total:,} ({tally(counts)})" if total else f"{name} 0"]


def _stages(report: Report) -> RenderableType:
    ladder = Table.grid(padding=(0, 2, 0, 0))
    ladder.add_column(no_wrap=True)
    ladder.add_column()
    of_cohort: dict[str, list[StageRow]] = {}
    for row in report.stages:
        of_cohort.setdefault(row.cohort, []).append(row)
    for cohort, rows in of_cohort.items():
        steps = [
            f"{virtual_day(report.started_at, row.at).rpartition(' ')[0].replace('day ', 'd')} {row.to}"
            + (f" (waited {duration(row.waited_s)})" if row.waited_s >= 60 else "")
            for row in rows
        ]
        ladder.add_row(_text(cohort), _text(", ".join(steps)))
    return ladder


def _parity(rows: list[ParityRow]) -> RenderableType:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, show_edge=False, header_style="dim")
    for name in ("stage", "compared", "match", "tolerated", "mismatch", "failed", "unseen", "late"):
        table.add_column(name, justify="left" if name == "stage" else "right", no_wrap=True)
    for row in rows:
        failed = row.shadow_failed + row.comparator_failed
        table.add_row(
            _text(row.stage),
            *(f"{count:,}" for count in (row.compared, row.match, row.tolerated)),
            *(
                _text(f"{count:,}", "bold yellow" if count else "")
                for count in (row.mismatch, failed, row.unobserved, row.late)
            ),
        )
    return table


def _invariants(report: Report) -> RenderableType:
    rows = report.invariants
    broken = [row for row in rows if row.violated]
    judged = sum(row.evaluated for row in rows)
    held = sum(1 for row in rows if row.evaluated and not row.violated)
    lines = [_text(f"{held} of {len(rows)} held in {judged:,} judgements", "" if broken else "green")]
    unseen = [row.id for row in rows if not row.evaluated and not row.violated]
    if unseen:
        lines.append(_text(f"never judged: {', '.join(unseen)}", "yellow"))
    for row in broken:
        first = f": {row.violations[0].subject}: {row.violations[0].message}" if row.violations else ""
        line = _text(f"{row.id} {row.name}, {row.violated:,} violated{first}", "red")
        line.no_wrap, line.overflow = True, "ellipsis"
        lines.append(line)
    return Group(*lines)


def _faults(report: Report) -> Text:
    by_kind: dict[str, int] = {}
    for row in report.faults:
        by_kind[row.kind] = by_kind.get(row.kind, 0) + row.injected
    total = sum(by_kind.values())
    struck = {kind: count for kind, count in by_kind.items() if count}
    return _text(f"{total:,} injected: {tally(struck)}" if struck else "none injected")


def _sla(row: SlaRow) -> Text:
    reached = {"p50": row.p50_s, "p95": row.p95_s, "p99": row.p99_s}.get(row.percentile, row.p99_s)
    if not row.measured:
        return _text(f"{row.name}: nothing was measured", "yellow")
    words = f"{row.name}: {row.percentile} {duration(reached)}, target {duration(row.target_s)}"
    return _text(f"{words}, {'met' if row.met else 'MISSED'}", "" if row.met else "bold red")


def _books(report: Report) -> RenderableType:
    compared = [row for row in report.reconciliation if row.difference]
    apart = [row for row in compared if row.findings]
    lines = [_text(f"{len(compared) - len(apart)} of {len(compared)} control totals agree in every document")]
    lines += [_text(f"{row.report}: {row.findings:,} documents differ", "red") for row in apart]
    return Group(*lines)
