"""What shops of this kind are known for."""

from collections.abc import Mapping

from simulators.chassis.load import Load
from simulators.chassis.simulator import Misbehaviour
from simulators.commerce.service.announcements import BAD_SIGNATURE
from simulators.commerce.service.bulk import BULK_DEADLOCK
from simulators.commerce.service.orders import EXPORTS_TWICE

MISBEHAVIOURS = (
    Misbehaviour(
        EXPORTS_TWICE,
        "An order already acknowledged is sent once more, with the same key, some minutes later.",
        {"share": 0.02, "delay_s": 300.0},
    ),
    Misbehaviour(
        "late_webhook",
        "A webhook that decides nothing is sent minutes after the deed, and may overtake or be overtaken.",
        {"share": 0.05, "delay_s": 600.0},
    ),
    Misbehaviour(
        "repeated_webhook",
        "A webhook that decides nothing is sent again after it was taken, with the same id.",
        {"share": 0.05, "after_s": 60.0},
    ),
    Misbehaviour(
        BAD_SIGNATURE,
        "A signed webhook carries a signature that does not fit its body.",
        {"share": 0.02},
    ),
    Misbehaviour(
        BULK_DEADLOCK,
        "A bulk operation fails on locked tables and says that it can be handed over again.",
        {"share": 0.05},
    ),
)

LOADS: Mapping[str, Load] = {
    "typical": Load(workers=12, service_s=0.060, queue=400),
    "tired-on-prem": Load(workers=4, service_s=0.350, queue=80, exclusive=("*/inventory/*", "*/products*")),
    "saas-quota": Load(workers=16, service_s=0.080, queue=300, per_s=40.0, burst=200),
}
"""A PHP application with a pool of workers: every call is dear, and saving stock or products locks tables."""
