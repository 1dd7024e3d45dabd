"""What can go wrong between the façade and a system: the three things a caller can act on."""


class FacadeError(Exception):
    """The root of the façade's own errors."""


class SystemUnavailableError(FacadeError):
    """The system did not take the call and did nothing: wait `retry_after_s` (or back off), try again."""

    def __init__(self, system: str, reason: str, retry_after_s: float | None = None) -> None:
        super().__init__(f"{system} is unavailable: {reason}")
        self.system = system
        self.reason = reason
        self.retry_after_s = retry_after_s


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


class NoticeRefusedError(FacadeError):
    """A notice whose signature, time or body is not what its sender sends."""
