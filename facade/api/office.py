"""What the migration office works with: stages and gates, the way back, conversions, the retire check."""

from collections.abc import Callable
from typing import NamedTuple

from fastapi import FastAPI

from facade.api.control import ControlDesk, ControlRoutes
from facade.api.conversions import ConversionRoutes
from facade.api.gates import GateRoutes
from facade.api.retiring import RetireRoutes
from facade.api.rollbacks import RollbackRoutes
from facade.availability.stock_picture import StockPicture
from facade.dual_run.parity import Parity
from facade.messaging.store import Store
from facade.orders.converting import ConversionDesk
from facade.orders.desk import OrderDesk, PolicyHolder
from facade.orders.logbook import Logbook
from facade.orders.repair_queue import RepairQueue
from facade.orders.rolling_back import RollbackDesk
from facade.ports import Clock


class Office(NamedTuple):
    """Everything that the routes of a migration are about."""

    store: Store
    clock: Clock
    policy: PolicyHolder
    parity: Parity
    desk: OrderDesk
    picture: StockPicture

    def install(self, app: FastAPI, on_move: Callable[[], None]) -> ControlDesk:
        """Put the routes on the application; `on_move` hears of every stage that has moved."""
        store, clock = self.store, self.clock
        repairs = RepairQueue(store, clock)
        control = ControlDesk(store, self.policy, self.parity, clock, repairs, on_move)
        rollbacks = RollbackDesk(store, self.desk)
        conversions = ConversionDesk(store, self.desk, self.policy)
        for routes in (
            ControlRoutes(control, store),
            RetireRoutes(control, repairs, store, self.picture, clock),
            GateRoutes(control, repairs, store, clock),
            RollbackRoutes(control, rollbacks, Logbook(store, "rollbacks"), clock),
            ConversionRoutes(self.policy, conversions, Logbook(store, "conversions"), clock),
        ):
            routes.install(app)
        return control
