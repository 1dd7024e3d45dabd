"""Run the command line as `python -m dualrun`."""

from dualrun.cli import main

if __name__ == "__main__":
    main()
