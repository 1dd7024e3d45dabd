"""How the façade reaches its neighbours, as data."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class SystemSettings:
    """One neighbour: where it is, how to sign in, which codes it uses.

    `credentials` has the keys that the system's own simulator publishes; `codes` maps business ids to
    native codes by kind (customer, item, site, unit).
    """

    url: str
    credentials: Mapping[str, str]
    codes: Mapping[str, Mapping[str, str]]
    timeout_s: float = 30.0
    options: Mapping[str, str] = field(default_factory=dict)
