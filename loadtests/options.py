"""What the users want to be told beyond Locust's own options."""

from locust.argument_parser import LocustArgumentParser

SEED = 7


def add_options(parser: LocustArgumentParser) -> None:
    """Add our options to Locust's command line and configuration files."""
    group = parser.add_argument_group("dualrun")
    group.add_argument(
        "--business-seed", type=int, default=SEED, help="The seed that `dualrun up` was started with."
    )
    group.add_argument(
        "--ledger", default="", help="A file to note every order in, for the reconciliation afterwards."
    )
    group.add_argument("--record", default="", help="A file to write down every second in.")
    group.add_argument("--plan", default="", help="What `dualrun load` has planned, as JSON.")
