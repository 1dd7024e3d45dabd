"""How much this product serves at once, by the name of a load."""

from collections.abc import Mapping
from typing import NamedTuple


class Load(NamedTuple):
    """Sessions that are served at once, callers that may queue behind them, and how long one call takes."""

    sessions: int
    queue: int
    service_s: float


LOADS: Mapping[str, Load] = {
    "instant": Load(sessions=5, queue=95, service_s=0.0),
    "typical": Load(sessions=5, queue=95, service_s=0.040),
    "tired-on-prem": Load(sessions=2, queue=40, service_s=0.180),
    "saas-quota": Load(sessions=5, queue=95, service_s=0.025),
}
LOAD_OF_PACE: Mapping[str, str] = {"realistic": "typical", "brisk": "instant"}
