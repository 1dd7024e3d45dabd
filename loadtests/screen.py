"""What a person reads at the end of a run; the reconciliation is the last of it."""

from collections.abc import Iterator, Mapping
from typing import Any

Document = Mapping[str, Any]
COLUMNS = ("acknowledged", "once", "rejected", "unanswered", "lost", "doubled", "mispriced", "unknown")


def lines(document: Document) -> Iterator[str]:
    """Write the outcome for a terminal."""
    yield ""
    yield f" {document['verdict'].upper()}   {document['profile']}: {document['title']}"
    for why in document["not_valid_because"]:
        yield f" not valid: {why}"
    yield ""
    yield from _requests(document)
    yield from _objectives(document)
    yield from _where_it_breaks(document)
    yield from _generator(document)
    yield from _compared(document)
    yield from _reconciliation(document)


def _requests(document: Document) -> Iterator[str]:
    heads = "".join(f"{head:>9}" for head in ("p50", "p95", "p99"))
    yield f"{'Requests':<22}{'count':>8}{'failed':>8}{'a second':>10}{heads}{'p95 sent':>10}"
    for one in document["requests"]:
        waits = "".join(f"{one[key]:>6.0f} ms" for key in ("p50_ms", "p95_ms", "p99_ms"))
        counts = f"{one['count']:>8,}{one['failures']:>8,}{one['per_s']:>10.1f}"
        yield f"{one['name']:<22}{counts}{waits}{one['sent_p95_ms']:>7.0f} ms"
    for said, count in document["said"].items():
        yield f"  {count:>6,}  {said}"
    yield ""


def _objectives(document: Document) -> Iterator[str]:
    for number, one in enumerate(document["objectives"]):
        found = "never measured" if one["found"] is None else amount(one["found"], one["unit"])
        allowed = amount(one["at_most"], one["unit"])
        mark = "met" if one["met"] else "NOT MET"
        yield f"{'' if number else 'SLO':<12}{one['name']}: {found}, at most {allowed}: {mark}"


def _where_it_breaks(document: Document) -> Iterator[str]:
    for number, one in enumerate(document["incidents"]):
        went = "" if one["went_well"] else ": it did not go well"
        yield f"{'' if number else 'Incidents':<12}{one['at_s']:.0f} s  {one['what']}{went}"
    knee = document["knee"]
    if knee:
        broke = f"; the next broke {', '.join(knee['broke'])}" if knee["found"] else "; no promise was broken"
        rate = f"{knee['visits_per_s']:.1f} visits, {knee['orders_per_s']:.1f} orders a second"
        yield f"{'Knee':<12}step {knee['last_good_step']} is the last good one: {rate}{broke}"
    if not document["saturation"]:
        yield f"{'Saturation':<12}no resource had nothing more to give"
    for number, one in enumerate(document["saturation"]):
        rate = f"{one['visits_per_s']:.1f} visits, {one['orders_per_s']:.1f} orders a second"
        where = f"{one['resource']} at {one['at_s']:.0f} s"
        yield f"{'' if number else 'Saturation':<12}{where}, {rate}: {one['found']}"


def _generator(document: Document) -> Iterator[str]:
    generator, counts = document["generator"], document["counting"]
    shares = ", ".join(f"{name} {share:.0%}" for name, share in generator["cpu_share_max"].items())
    late = (
        f"at most {generator['late_s_max'] * 1000:.0f} ms late, {generator['dropped_visits']} visits dropped"
    )
    yield f"{'Generator':<12}{shares} of a core at most; {late}"
    if generator["floor_ms"] is not None:
        yield f"{'Floor':<12}a call that asks for nothing took {generator['floor_ms']:.1f} ms meanwhile"
    told = f"recorded {counts['recorded']:,}, Locust {counts['locust']:,}"
    yield f"{'Counting':<12}{told}: error {counts['error']}"


def _compared(document: Document) -> Iterator[str]:
    for number, one in enumerate(document.get("compared", ())):
        change = f"{one['before']} before, {one['now']} now"
        yield f"{'' if number else 'Baseline':<12}{one['what']}: {change}: {one['verdict']}"


def _reconciliation(document: Document) -> Iterator[str]:
    found, drain = document["reconciliation"], document["drain"]
    rest = (
        f"at rest after {drain['took_s']:.1f} s"
        if drain["came_to_rest"]
        else f"not at rest after {drain['took_s']:.0f} s"
    )
    yield ""
    yield f"Reconciliation, {rest}"
    for what in ("lost", "doubled", "mispriced", "unknown"):
        if found["named"][what]:
            yield f"  {what}: {', '.join(found['named'][what][:5])}{' ...' if found[what] > 5 else ''}"
    yield "  " + "".join(f"{name:>14}" for name in COLUMNS)
    yield "  " + "".join(f"{found[name]:>14,}" for name in COLUMNS)


def amount(value: float | str, unit: str) -> str:
    """Write a figure with its unit."""
    if isinstance(value, str):
        return value
    if unit == "share":
        return f"{value:.2%}"
    if unit == "orders":
        return f"{value:,.0f}"
    return f"{value * 1000:,.0f} ms" if value < 1 else f"{value:,.1f} s"
