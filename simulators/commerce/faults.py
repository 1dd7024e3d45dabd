"""What shops of this kind are known for."""

from simulators.chassis.simulator import Misbehaviour
from simulators.commerce.service.shop import EXPORTS_TWICE

MISBEHAVIOURS = (
    Misbehaviour(
        EXPORTS_TWICE,
        "An order already acknowledged is sent once more, with the same key, some minutes later.",
        {"share": 0.02, "delay_s": 300.0},
    ),
)
