"""Bad habits that strike some of the time: whom, depends on the seed and the key alone."""

from collections.abc import Mapping
from typing import Any

from simulators.chassis.simulator import Misbehaviour
from simulators.chassis.world import World

Settings = Mapping[str, Any]
KEY = "key"
"""Among the settings of a misbehaviour: the one subject that it strikes, as the ledger calls it."""


class Habits:
    """The misbehaviours of one product, as far as its world has them switched on."""

    def __init__(self, world: World, misbehaviours: tuple[Misbehaviour, ...]) -> None:
        self._world = world
        self._defaults = {misbehaviour.kind: misbehaviour.defaults for misbehaviour in misbehaviours}

    @property
    def is_good(self) -> bool:
        """Whether this world has no misbehaviour of the product on, so that nobody need ask for one."""
        return not self._world.misbehaviours

    def settings(self, kind: str) -> Settings | None:
        """Give the settings of a habit, or nothing when this world has it off."""
        given = self._world.misbehaviours.get(kind)
        return None if given is None else {**self._defaults[kind], **given}

    def strike(self, kind: str, subject: str, *key: str | int) -> Settings | None:
        """Give the settings of a habit if it strikes now, and enter in the ledger that it did."""
        settings = self.settings(kind)
        if settings is None or settings.get(KEY, subject) != subject:
            return None
        if self._world.chance.uniform(self._world.system, kind, *key) >= settings["share"]:
            return None
        self._world.misbehave(kind, subject)
        return settings

    def telling(self, subject: str, *key: str | int) -> tuple[Settings | None, Settings | None]:
        """Give how badly a webhook goes: late, repeated, both or neither."""
        return self.strike("late_webhook", subject, *key), self.strike("repeated_webhook", subject, *key)
