"""How what goes wrong between native records and canonical words is said to the rest of the façade."""

from decimal import InvalidOperation
from types import TracebackType

from facade.errors import SystemRefusedError, SystemUnavailableError, UnknownCodeError

_UNREADABLE = (KeyError, ValueError, TypeError, AttributeError, InvalidOperation)


class Reading:
    """Around every translation to or from one system's records.

    Raises:
        SystemRefusedError: a code that the cross-reference does not know, on the way in or out.
        SystemUnavailableError: a record without a field it must have, or with a value of the wrong kind.
    """

    __slots__ = ("_system",)

    def __init__(self, system: str) -> None:
        self._system = system

    def __enter__(self) -> None:
        """Begin to translate."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        """Say what went wrong, if anything did."""
        if isinstance(error, UnknownCodeError):
            raise SystemRefusedError(self._system, "unknown_code", str(error)) from error
        if isinstance(error, _UNREADABLE):
            raise SystemUnavailableError(self._system, f"an answer that cannot be read: {error!r}") from error
