"""The pack in all its forms: for spreadsheets, for machines, for a CI server, for people."""

import csv
import io
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET  # noqa: TID251 - writes only; nothing is parsed here

import orjson

from dualrun.reconciliation.difference import DEFECT
from dualrun.reconciliation.pack import REPORTS
from dualrun.reconciliation.screen import due_told
from dualrun.report.phrasing import harmless
from dualrun.report.writing import write_atomically

FIELDS = ("report", "key", "field", "old", "new", "amount", "class", "why")
SHOWN_MAX = 500
_STYLE = """body{font:15px/1.45 system-ui,sans-serif;max-width:75em;margin:2em auto;padding:0 1em}
table{border-collapse:collapse;width:100%;margin:0 0 2em}th,td{text-align:left;padding:.2em .6em;
border-bottom:1px solid #ddd;vertical-align:top}td.n{text-align:right;font-variant-numeric:tabular-nums}
tr.defect td{background:#fdecea}@media print{body{font-size:11px;margin:0}tr{break-inside:avoid}}"""


def write_pack(pack: Mapping[str, Any], directory: Path) -> dict[str, Path]:
    """Write the pack in all its forms and say where; the JSON document comes last."""
    texts = {
        "differences.csv": as_csv(pack),
        "junit.xml": as_junit(pack),
        "reconciliation.html": as_html(pack),
        "reconciliation.json": as_json(pack) + "\n",
    }
    for name, text in texts.items():
        write_atomically(directory / name, text)
    return {name: directory / name for name in texts}


def as_json(pack: Mapping[str, Any]) -> str:
    """Write it as one document."""
    return orjson.dumps(pack, option=orjson.OPT_INDENT_2).decode()


def as_csv(pack: Mapping[str, Any]) -> str:
    """Write the differences as a table; a cell that a spreadsheet would take for a formula gets a quote."""
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(FIELDS)
    for row in pack["differences"]:
        writer.writerow([row[name] if name == "amount" else _plain(row[name]) for name in FIELDS])
    return table.getvalue()


def as_junit(pack: Mapping[str, Any]) -> str:
    """Write it for a CI server: a case for every report, which fails by its defects."""
    suite = ET.Element("testsuite", name="dualrun.reconcile", errors="0", timestamp="", time="0")
    for name in REPORTS:
        case = ET.SubElement(suite, "testcase", classname="reconciliation", name=name, time="0")
        wrong = [row for row in pack["differences"] if row["report"] == name and row["class"] == DEFECT]
        if wrong:
            lines = [
                f"{row['key']} {row['field']}: {row['old']} / {row['new']}, {row['why']}" for row in wrong
            ]
            failed = ET.SubElement(case, "failure", message=f"{len(wrong)} differences without a reason")
            failed.text = harmless("\n".join(lines[:SHOWN_MAX]))
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(sum(case.find("failure") is not None for case in suite)))
    ET.indent(suite)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(suite, encoding="unicode")}\n'


def as_html(pack: Mapping[str, Any]) -> str:
    """Write it as one page for people, which prints."""
    totals = [
        (row["report"], row["entity"], row["currency"], *_side(row["old"]), *_side(row["new"]))
        for row in pack["totals"]
    ]
    control = [
        (side, row["account"], row["currency"], row["balances"], row["documents"])
        for side, rows in pack["control_accounts"].items()
        for row in rows
    ]
    heads = (
        "report",
        "entity",
        "currency",
        *("old count", "old value", "old open", "old hash"),
        "new count",
        "new value",
        "new open",
        "new hash",
    )
    shown = pack["differences"][:SHOWN_MAX]
    hidden = len(pack["differences"]) - len(shown)
    parts = [
        f"<h1>Reconciliation: {escape(pack['verdict'])}</h1>",
        *(_about(side, pack[side]) for side in ("old", "new")),
        "<h2>Control totals</h2>" + _table(heads, totals),
        _open_items("Receivables", pack["receivables"]),
        _open_items("Payables", pack["payables"]),
        "<h2>Sub-ledger to control account</h2>"
        + _table(("book", "account", "currency", "balances", "documents"), control),
        f"<p>{pack['in_both_books']['count']} orders are in both books.</p>",
        f"<p>Due in both books: {escape(due_told(pack['due_in_both']))}.</p>",
        "<h2>Differences</h2>" + _differences(shown),
        f"<p>and {hidden} more in differences.csv</p>" if hidden > 0 else "",
    ]
    head = f'<!doctype html><meta charset="utf-8"><title>Reconciliation</title><style>{_STYLE}</style>'
    return head + "\n".join(parts) + "\n"


def _open_items(title: str, owed: Mapping[str, Any]) -> str:
    """Show what is open in a ledger, why it differs, and how long it has been due."""
    because = [(row["reason"], row["documents"], row["amount"]) for row in owed["because"]]
    because.append(("the difference", "", owed["difference"]))
    ageing = [tuple(row.values()) for row in owed["ageing"]]
    return (
        f"<h2>{title}, and why they differ</h2>{_table(('reason', 'documents', 'amount'), because)}"
        f"<h2>How long they have been due</h2>{_table(('currency', 'due', 'old', 'new'), ageing)}"
    )


def _about(side: str, book: Mapping[str, Any]) -> str:
    said = f"{book['system']}, company {book['entity']}, at {book['url']}, as of {book['as_of']}"
    return f"<p>{side}: {escape(said)}</p>"


def _side(total: Mapping[str, Any]) -> tuple[str, ...]:
    return str(total["count"]), total["gross"], total["open"], total["hash"]


def _differences(rows: list[Mapping[str, Any]]) -> str:
    body = [
        f'<tr class="{escape(row["class"])}">'
        + "".join(f"<td>{escape(row[n])}</td>" for n in FIELDS)
        + "</tr>"
        for row in rows
    ]
    return f"<table><tr>{''.join(f'<th>{name}</th>' for name in FIELDS)}</tr>{''.join(body)}</table>"


def _table(heads: tuple[str, ...], rows: list[tuple[Any, ...]]) -> str:
    body = ["".join(f'<td class="n">{escape(str(cell))}</td>' for cell in row) for row in rows]
    first = "".join(f"<th>{head}</th>" for head in heads)
    return f"<table><tr>{first}</tr>{''.join(f'<tr>{row}</tr>' for row in body)}</table>"


def _plain(text: str) -> str:
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
