"""`python -m loadtests PROFILE`: what `dualrun load` runs, as a process of its own."""

import sys

from loadtests.command import main

if __name__ == "__main__":
    sys.exit(main())
