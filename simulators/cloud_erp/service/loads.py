"""How much this product takes before it slows down or says no, by the name of the load it is run under."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Load:
    """What one user gets: workers, places to wait for one, and calls within a window."""

    workers: int
    queue: int
    service_s: float
    calls: int
    window_s: float
    patience_s: float = 480.0  # how long a call waits for a worker before the service gives it up


LOADS: Mapping[str, Load] = {
    "instant": Load(workers=5, queue=95, service_s=0.0, calls=1_000_000, window_s=300.0),
    "typical": Load(workers=5, queue=95, service_s=0.015, calls=6000, window_s=300.0),
    "tired-on-prem": Load(workers=2, queue=95, service_s=0.25, calls=6000, window_s=300.0),
    "saas-quota": Load(workers=5, queue=95, service_s=0.08, calls=600, window_s=60.0),
}
