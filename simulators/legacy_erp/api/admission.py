"""Who gets in: the account, the company, the size of the message, the sessions, and the nightly batch."""

from base64 import b64decode, b64encode
from collections.abc import Mapping

from fastapi import Request, Response

from simulators.chassis.native import Answer, whole_body
from simulators.legacy_erp.errors import (
    FileNameError,
    LegacyErpError,
    LockTimeoutError,
    MalformedRequestError,
)
from simulators.legacy_erp.schemas.soap import MEDIA_TYPE, fault
from simulators.legacy_erp.seed import credentials
from simulators.legacy_erp.service.batch import BATCH_WINDOW, batch_is_running, batch_lets_readers_in
from simulators.legacy_erp.service.company import Company
from simulators.legacy_erp.service.erp import LegacyErp

INSTANCE = "ERP"
MESSAGE_BYTES_MAX = 1_048_576
XML = ((b"content-type", MEDIA_TYPE.encode()),)
_account = credentials()
_ACCOUNT = b64encode(f"{_account['username']}:{_account['password']}".encode())
SIGNED_IN = b"Basic " + _ACCOUNT

Headers = Mapping[bytes, bytes]


class BatchRunningError(LegacyErpError):
    """The nightly batch holds every table."""

    code = "Erp.Services.BatchRunningException"


class TooManySessionsError(LegacyErpError):
    """Every session is taken, and so is every place in the queue for one."""

    code = "Erp.Services.SessionLimitException"


class SignInError(LegacyErpError):
    """The caller did not sign in as an account of this system."""

    code = "Erp.Services.SecurityException"


class ServiceNotFoundError(LegacyErpError):
    """No such instance, company or service."""

    code = "Erp.Services.ServiceNotFoundException"


class MessageTooLargeError(LegacyErpError):
    """The message is larger than this system reads."""

    code = "Erp.Services.MessageSizeException"


class FileNotFoundInFolderError(LegacyErpError):
    """No such file."""

    code = "Erp.Interfaces.FileNotFoundException"


class FolderClosedError(LegacyErpError):
    """Callers do not write to that folder."""

    code = "Erp.Interfaces.FolderClosedException"


_STATUS: Mapping[type[LegacyErpError], int] = {
    MalformedRequestError: 400,
    SignInError: 401,
    ServiceNotFoundError: 404,
    MessageTooLargeError: 413,
    BatchRunningError: 503,
    TooManySessionsError: 503,
    FileNameError: 400,
    FileNotFoundInFolderError: 404,
    FolderClosedError: 403,
}


def erp_of(request: Request) -> LegacyErp:
    """Give the back office that serves this request."""
    erp: LegacyErp = request.scope["state"]["service"]
    return erp


def refusal(error: LegacyErpError, status: int = 0) -> Response:
    """Answer with a fault; what the application itself refuses is a 500 to this product."""
    answer = Answer(fault(error), status or _STATUS.get(type(error), 500), XML)
    if isinstance(error, SignInError):
        answer.headers["www-authenticate"] = f'Basic realm="{INSTANCE}"'
    return answer


def headers_of(request: Request) -> Headers:
    """Give the headers by their names in lower case."""
    return dict(request.scope["headers"])


def admitted(request: Request, erp: LegacyErp, headers: Headers) -> Company:
    """Give the company that a caller works with.

    Raises:
        BatchRunningError, SignInError, ServiceNotFoundError: it does not get in.
    """
    if batch_is_running(erp.world) and not batch_lets_readers_in(erp.world):
        erp.world.misbehave(BATCH_WINDOW, _subject(request, headers))
        raise BatchRunningError("The nightly batch is running; no session is opened.")
    authorization = headers.get(b"authorization", b"")
    if authorization != SIGNED_IN:
        scheme, _, account = authorization.partition(b" ")
        if scheme.lower() != b"basic" or _without_domain(account.strip()) != _ACCOUNT:
            raise SignInError("Sign in with the account of this system.")
    where = request.scope["path_params"]
    company = erp.companies.get(where["company"])
    if company is None or where.get("instance", INSTANCE) != INSTANCE:
        raise ServiceNotFoundError(f"There is no company '{where['company']}' here.")
    return company


def _without_domain(account: bytes) -> bytes:
    """Take the Windows domain off an account that names one before a backslash."""
    try:
        words = b64decode(account, validate=True)
    except ValueError:
        return account
    user, colon, password = words.partition(b":")
    return b64encode(user.rpartition(b"\\")[2] + colon + password)


def check_locks(request: Request, company: Company, headers: Headers) -> None:
    """See that the tables to be written can be had.

    Raises:
        LockTimeoutError: the nightly batch holds them, or another session does.
    """
    world = company.world
    if not world.misbehaviours:
        return
    if batch_is_running(world):
        world.misbehave(BATCH_WINDOW, _subject(request, headers))
        raise LockTimeoutError("Sales Header", "NIGHTLY BATCH")
    company.check_lock(_subject(request, headers))


def check_sessions(erp: LegacyErp) -> None:
    """See that there is a session, or a place in the queue for one.

    Raises:
        TooManySessionsError: there is neither.
    """
    if erp.workers.waiting >= erp.queue_max:
        raise TooManySessionsError(f"{erp.workers.waiting} callers are waiting for a session; no more may.")


async def read_message(request: Request, headers: Headers) -> bytes:
    """Read the whole message, giving up as soon as it is too large.

    Raises:
        MessageTooLargeError: it has more than a mebibyte.
        MalformedRequestError: its declared length is no number.
    """
    declared = headers.get(b"content-length", b"0")
    if not declared.isdigit():
        raise MalformedRequestError(f"Content-Length '{declared.decode('latin-1')}' is no number.")
    message = None
    if len(declared) <= 9 and int(declared) <= MESSAGE_BYTES_MAX:
        message = await whole_body(request, MESSAGE_BYTES_MAX)
    if message is None:
        raise MessageTooLargeError(f"A message may have {MESSAGE_BYTES_MAX} bytes.")
    return message


def _subject(request: Request, headers: Headers) -> str:
    return headers.get(b"x-correlation-id", b"").decode("latin-1") or request.url.path
