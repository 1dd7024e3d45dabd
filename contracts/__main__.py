"""Run the contracts as `python -m contracts`."""

import sys

from contracts.cli import run

if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
