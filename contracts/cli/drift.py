"""`dualrun contracts drift`: what has changed in what the systems say of themselves, and whom does it hit?"""

import json
from pathlib import Path
from typing import Annotated

import typer

from contracts.cli.options import JsonOption, PactsOption, SarifOption, SummaryOption, need_extra, write_file
from dualrun.cli.talk import out

AgainstOption = Annotated[
    str,
    typer.Option(
        "--against",
        metavar="DIR|URL",
        help="A folder of documents or a live system; what the systems say in process unless told.",
    ),
]
SystemOption = Annotated[
    list[str] | None, typer.Option("--system", help="facade, or a system; may be given again.")
]
WaveOption = Annotated[
    str, typer.Option("--wave", metavar="SYSTEM@RELEASE", help="A declared release, against the one before.")
]
SnapshotsOption = Annotated[
    Path | None, typer.Option("--snapshots", help="What they said before; ours unless told otherwise.")
]
WriteOption = Annotated[bool, typer.Option("--write", help="Take what the systems say now as snapshots.")]


def command(
    against: AgainstOption = "",
    system: SystemOption = None,
    wave: WaveOption = "",
    snapshots: SnapshotsOption = None,
    pacts: PactsOption = None,
    sarif: SarifOption = None,
    summary: SummaryOption = None,
    write: WriteOption = False,
    as_json: JsonOption = False,
) -> int:
    """Say what has changed, whether it breaks anything, and which consumers it hits, by interaction."""
    need_extra()
    from contracts.drift import report
    from contracts.drift.looking import known_system, look, look_at_wave
    from contracts.drift.snapshots import SNAPSHOTS, SYSTEMS, write_snapshots
    from contracts.pact_file import read_pacts
    from contracts.writing import PACTS

    if write:
        for path in write_snapshots(snapshots or SNAPSHOTS, [known_system(one) for one in system or SYSTEMS]):
            out(f"wrote {path.name}")
        return 0
    interactions = read_pacts(pacts or PACTS)
    if wave:
        looked = look_at_wave(wave, interactions)
    else:
        looked = look(snapshots or SNAPSHOTS, against, system or [], interactions)
    if sarif:
        write_file(sarif, report.sarif(looked))
    if summary:
        before = summary.read_text(encoding="utf-8") if summary.is_file() else ""
        write_file(summary, before + report.markdown(looked))
    if as_json:
        out(json.dumps(report.document(looked), ensure_ascii=False))
    else:
        for line in report.lines(looked):
            out(line)
    return 1 if looked.hits else 0
