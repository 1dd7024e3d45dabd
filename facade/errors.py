"""What can go wrong between the façade and a system: the three things a caller can act on."""


class FacadeError(Exception):
    """The root of the façade's own errors."""


class SystemUnavailableError(FacadeError):
    """The system cannot be used now: wait `retry_after_s` (or back off), look, try again.

    `undone` says that the call has certainly had no effect; without it, it may have.
    """

    def __init__(
        self, system: str, reason: str, retry_after_s: float | None = None, *, undone: bool = False
    ) -> None:
        super().__init__(f"{system} is unavailable: {reason}")
        self.system = system
        self.reason = reason
        self.retry_after_s = retry_after_s
        self.undone = undone


class SystemTimeoutError(FacadeError):
    """No answer came: the system may or may not have acted. Look before trying again."""

    def __init__(self, system: str, action: str) -> None:
        super().__init__(f"{system} did not answer in time: {action}")
        self.system = system
        self.action = action


class SystemRefusedError(FacadeError):
    """The system understood and said no; trying the same again changes nothing."""

    def __init__(self, system: str, code: str, message: str) -> None:
        super().__init__(f"{system} refused: {code}: {message}")
        self.system = system
        self.code = code
        self.message = message


class UnknownCodeError(FacadeError):
    """A code that the cross-reference does not know."""

    def __init__(self, system: str, kind: str, code: str) -> None:
        super().__init__(f"{system}: no {kind} {code!r} in the cross-reference")
        self.system = system
        self.kind = kind
        self.code = code


class StoreUnavailableError(FacadeError):
    """The façade's own store does not answer: what was being written may be in it or not."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the store is unavailable: {reason}")
        self.reason = reason


class StoreRefusedError(FacadeError):
    """The store cannot be used as it is: a person must put something right. The text is one line."""


class BrokerUnavailableError(FacadeError):
    """The broker does not answer: what was being sent may have been kept or not."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the broker is unavailable: {reason}")


class BrokerRefusedError(FacadeError):
    """The broker cannot be used as it is: a person must put something right. The text is one line."""


class StaleStepError(FacadeError):
    """Somebody else was faster: what a step was decided upon has changed. Look again and decide again."""


class RowLostError(FacadeError):
    """An outbox row is in other hands by now: whoever has it carries on, and this process lets go of it."""


class NoticeRefusedError(FacadeError):
    """A notice whose signature, time or body is not what its sender sends."""
