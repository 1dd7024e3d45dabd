"""What this product refuses, each condition with the code its clients program against."""


class CloudErpError(Exception):
    """The root of all refusals; `code` is the native error code."""

    code = "Unknown"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class MalformedRequestError(CloudErpError):
    """The request cannot be read: its JSON, its query options or a value in it."""

    code = "BadRequest"


class UnknownPropertyError(CloudErpError):
    """A property that the entity type does not have."""

    code = "BadRequest"

    def __init__(self, name: str, entity_type: str) -> None:
        super().__init__(f"Could not find a property named '{name}' on type 'Microsoft.NAV.{entity_type}'.")


class UnknownResourceError(CloudErpError):
    """An entity set, action or navigation property that is not published."""

    code = "BadRequest_NotFound"


class RequiredParameterError(CloudErpError):
    """Something the request must carry and does not."""

    code = "BadRequest_RequiredParamNotProvided"


class MissingTokenError(CloudErpError):
    """A change without a readable If-Match."""

    code = "BadRequest_InvalidToken"


class MethodNotAllowedError(CloudErpError):
    """The resource is there, but not for this method."""

    code = "BadRequest_MethodNotAllowed"

    def __init__(self, message: str, allowed: tuple[str, ...]) -> None:
        super().__init__(message)
        self.allowed = allowed


class InvalidOperationError(CloudErpError):
    """The request is well formed but asks for something the API does not do."""

    code = "BadRequest_InvalidOperation"


class BodyTooLargeError(CloudErpError):
    """More bytes than the service reads."""

    code = "RequestEntityTooLarge"


class UnsupportedMediaTypeError(CloudErpError):
    """A body that is packed."""

    code = "BadRequest_UnsupportedMediaType"


class InvalidGuidError(CloudErpError):
    """A key that is no GUID."""

    code = "Application_InvalidGUID"


class SignInError(CloudErpError):
    """No bearer token, an unknown one, or one that has run out."""

    code = "Authentication_InvalidCredentials"


class TooManyRequestsError(CloudErpError):
    """The caller has used up its quota, or too many of its calls are waiting."""

    code = "Application_TooManyRequests"


class CompanyNotFoundError(CloudErpError):
    """No such tenant, environment or company."""

    code = "Internal_CompanyNotFound"


class RecordNotFoundError(CloudErpError):
    """No record behind that key."""

    code = "Internal_RecordNotFound"


class TableRelationError(CloudErpError):
    """A code that points at no record: a customer, an item, a unit."""

    code = "Internal_InvalidTableRelation"


class EntityChangedError(CloudErpError):
    """The record is no longer the one the caller read."""

    code = "Request_EntityChanged"

    def __init__(self) -> None:
        super().__init__("Another user has already changed the record. Read it again and repeat the change.")


class FieldValidationError(CloudErpError):
    """A value that the field does not take."""

    code = "Application_FieldValidationException"


class StringTooLongError(CloudErpError):
    """A text longer than its field."""

    code = "Application_StringExceededLength"


class PostingRefusedError(CloudErpError):
    """The document is not in a state in which this can be done to it."""

    code = "Application_DialogException"


class TenantUnavailableError(CloudErpError):
    """The service is being updated, or could not get to the call in time; it says when to come back."""

    code = "Internal_TenantUnavailable"

    def __init__(self, message: str, retry_after_s: int) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class SameKeyError(CloudErpError):
    """There is a record of that number or code already."""

    code = "Internal_EntityWithSameKeyExists"


class PageTooLargeError(CloudErpError):
    """More rows than the service gives in one answer."""

    code = "RequestEntityTooLarge"


class DependencyFailedError(CloudErpError):
    """A call of a batch that was not made, because one it hangs on failed."""

    code = "BadRequest_DependencyFailed"
