"""A long list in pieces: no system is asked for all of it at once."""

from typing import Generic, NamedTuple, TypeVar

Row = TypeVar("Row")


class Page(NamedTuple, Generic[Row]):
    """Some rows, and where the next page begins; nowhere after the last."""

    rows: tuple[Row, ...]
    following: str = ""
