"""What there is of an item: by a book, by a site, and on its way; always in EA."""

from datetime import date
from typing import NamedTuple

ANYWHERE = ""
"""The site of goods of which a book says that they are there, but not where."""


class OnHand(NamedTuple):
    """What a book says lies at a site, or anywhere."""

    item_id: str
    site: str
    units: int


class Position(NamedTuple):
    """What a site says of an item: all of it, what is promised to orders, and what may not be sold."""

    item_id: str
    site: str
    on_hand: int
    allocated: int = 0
    held: int = 0


class Lot(NamedTuple):
    """What a site says of one lot of an item that it may sell."""

    item_id: str
    site: str
    lot: str
    units: int
    expires: date | None = None


class Due(NamedTuple):
    """Goods that a vendor has been asked for, and when they are to come.

    `posts` says that the book which tells of them takes them in; else it has a copy of another's order.
    """

    item_id: str
    site: str
    on: date
    units: int
    posts: bool = True
