"""What ends a command, and with which exit code."""


class HarnessError(Exception):
    """Anything that stops the harness itself.

    Its text is one line for a person: what was asked, what was found, what to do. The command line prints
    that line and leaves with `exit_code`; a traceback is for defects only.
    """

    exit_code = 4


class UsageError(HarnessError):
    """Bad usage or bad input: the person at the keyboard can put it right."""

    exit_code = 2


class DefectError(HarnessError):
    """The harness caught itself being wrong: a verdict given after this would be worth nothing."""

    exit_code = 4
