"""`dualrun contracts write`: write down what consumers rely on, and what the systems say of themselves."""

from contracts.cli.options import need_extra
from dualrun.cli.talk import err, out


def command() -> int:
    """Try what every shipped consumer relies on at a mock and write the pacts; snapshot every system."""
    need_extra()
    from contracts.drift.snapshots import write_snapshots
    from contracts.writing import BrokenPromiseError, write_all

    try:
        for path in (*write_all(), *write_snapshots()):
            out(f"wrote {path.name}")
    except BrokenPromiseError as broken:
        err(f"contracts: {broken}")
        return 1
    return 0
