"""What the shop does by itself again and again: nothing; what is to be said waits in its agenda."""

from simulators.chassis.simulator import Job


def jobs(_: object) -> tuple[Job, ...]:
    """List the shop's jobs."""
    return ()
