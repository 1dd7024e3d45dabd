"""The command line. Machine output goes to stdout, talk to stderr; the exit code says how it ended.

0 go or passed, 1 no-go or findings, 2 bad usage or bad input, 3 inconclusive, 4 a defect of ours.
"""

import signal
import sys

EXIT_OF_VERDICT = {"go": 0, "no-go": 1, "inconclusive": 3}


def main() -> None:
    """Run the command line and leave with its exit code; whoever is told to end stops as at Ctrl-C.

    A process that a signal ends on the spot leaves its workers behind.
    """
    from dualrun.cli.entry import run

    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(run(sys.argv[1:]))
