"""Who gets in: the account, the company, the size of the message, and the nightly batch."""

from base64 import b64encode
from hmac import compare_digest

from fastapi import Request, Response

from simulators.chassis.native import Answer, header, whole_body
from simulators.legacy_erp.errors import LegacyErpError, MalformedRequestError
from simulators.legacy_erp.faults import BATCH_WINDOW, batch_is_running
from simulators.legacy_erp.schemas.soap import MEDIA_TYPE, fault
from simulators.legacy_erp.seed import credentials
from simulators.legacy_erp.service.erp import LegacyErp

INSTANCE, COMPANY = "ERP", "Distribution"
_MESSAGE_BYTES_MAX = 1_048_576
XML = ((b"content-type", MEDIA_TYPE.encode()),)
_account = credentials()
_SIGNED_IN = b64encode(f"{_account['username']}:{_account['password']}".encode())


class BatchRunningError(LegacyErpError):
    """The nightly batch holds every table."""

    code = "Erp.Services.BatchRunningException"


class SignInError(LegacyErpError):
    """The caller did not sign in as an account of this system."""

    code = "Erp.Services.SecurityException"


class ServiceNotFoundError(LegacyErpError):
    """No such instance, company or service."""

    code = "Erp.Services.ServiceNotFoundException"


class MessageTooLargeError(LegacyErpError):
    """The message is larger than this system reads."""

    code = "Erp.Services.MessageSizeException"


def erp_of(request: Request) -> LegacyErp:
    """Give the back office that serves this request."""
    erp: LegacyErp = request.scope["state"]["service"]
    return erp


def refusal(error: LegacyErpError, status: int) -> Response:
    """Answer with a fault."""
    return Answer(fault(error), status, XML)


def answered(message: bytes) -> Response:
    """Answer with a message."""
    return Answer(message, 200, XML)


def turned_away(request: Request, erp: LegacyErp) -> Response | None:
    """Give the answer for a caller who does not get in, or nothing for one who does."""
    if batch_is_running(erp.world):
        subject = header(request, b"x-correlation-id") or request.url.path
        erp.world.misbehave(BATCH_WINDOW, subject)
        return refusal(BatchRunningError("The nightly batch is running; no session is opened."), 503)
    scheme, _, account = header(request, b"authorization").partition(" ")
    if scheme.lower() != "basic" or not compare_digest(account.strip().encode(), _SIGNED_IN):
        answer = refusal(SignInError("Sign in with the account of this system."), 401)
        answer.headers["www-authenticate"] = f'Basic realm="{INSTANCE}"'
        return answer
    where = request.path_params
    if where["instance"] != INSTANCE or where["company"] != COMPANY:
        path = f"{where['instance']}/WS/{where['company']}"
        return refusal(ServiceNotFoundError(f"There is no company at '{path}'."), 404)
    return None


async def read_message(request: Request) -> bytes:
    """Read the whole message, giving up as soon as it is too large.

    Raises:
        MessageTooLargeError: it has more than a mebibyte.
        MalformedRequestError: its declared length is no number.
    """
    declared = header(request, b"content-length") or "0"
    if not declared.isdecimal():
        raise MalformedRequestError(f"Content-Length '{declared}' is no number.")
    message = None
    if int(declared) <= _MESSAGE_BYTES_MAX:
        message = await whole_body(request, _MESSAGE_BYTES_MAX)
    if message is None:
        raise MessageTooLargeError(f"A message may have {_MESSAGE_BYTES_MAX} bytes.")
    return message
