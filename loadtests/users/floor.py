"""The floor of every figure: what the generator itself sees on a route that does nothing."""

from locust import FastHttpUser, constant, task

FLOOR = "/control/health"


class Floor(FastHttpUser):
    """One user beside the others; its percentiles stand beside theirs in every summary."""

    fixed_count = 1
    wait_time = constant(0.2)

    @task
    def ask_for_nothing(self) -> None:
        """Take the time of a trivial route under the same load."""
        self.client.get(FLOOR)
