"""What a profile can say beyond Locust's own options."""

from locust.argument_parser import LocustArgumentParser

ORDER_RATE, REPEAT_EVERY, SEED = 1.0, 10, 7


def add_options(parser: LocustArgumentParser) -> None:
    """Add our options to Locust's command line and configuration files."""
    group = parser.add_argument_group("dualrun")
    group.add_argument(
        "--order-rate",
        type=float,
        default=ORDER_RATE,
        help="About how many orders a second each buyer places.",
    )
    group.add_argument(
        "--repeat-every",
        type=int,
        default=REPEAT_EVERY,
        help="Every how manieth order is sent again under its key; 0 for none.",
    )
    group.add_argument(
        "--business-seed", type=int, default=SEED, help="The seed that `dualrun up` was started with."
    )
    group.add_argument(
        "--ledger", default="", help="A file to note every order in, for the reconciliation afterwards."
    )
