"""Cartons: which goods lie in which, and the number by which the world knows each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from simulators.chassis.figures import units_of
from simulators.chassis.gs1 import sscc
from simulators.chassis.stock_room import Line

CARTON_ITEMS_MAX = 240
EXTENSION = 3


@dataclass(frozen=True, slots=True)
class Carton:
    """One closed box; its lines are row number and EA."""

    serial: int
    lines: tuple[tuple[int, int], ...]

    @property
    def number(self) -> str:
        """Give its SSCC."""
        return sscc(EXTENSION, self.serial)


def serial_of(number: str) -> int | None:
    """Give the serial in one of our own SSCCs; nothing when it is not one."""
    if len(number) != 18 or not (number.isascii() and number.isdigit()):
        return None
    serial = int(number[8:17])
    return serial if sscc(EXTENSION, serial) == number else None


def filled(goods: Sequence[Line]) -> Iterator[tuple[tuple[int, int], ...]]:
    """Fill cartons in the order of the rows; one that is full is closed."""
    if sum([quantity for _, _, quantity in goods]) <= CARTON_ITEMS_MAX:
        yield tuple([units_of(row, quantity) for row, _, quantity in goods])
        return
    lines: list[tuple[int, int]] = []
    room = CARTON_ITEMS_MAX
    for row, _, quantity in goods:
        left = quantity
        while left >= room:
            yield (*lines, (row, room))
            lines, left, room = [], left - room, CARTON_ITEMS_MAX
        if left:
            lines.append((row, left))
            room -= left
    if lines:
        yield tuple(lines)
