"""Subscriptions to webhooks, and bulk calls, on the wire."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StringConstraints

from simulators.commerce.domain.bulk import Bulk, Operation
from simulators.commerce.domain.hooks import HOOKS, Subscription
from simulators.commerce.events.orders import instant
from simulators.commerce.events.signature import PUBLIC_KEY
from simulators.commerce.schemas.fields import Body, Filled, Flag

HookName = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^[A-Za-z0-9_]+$")]
Url = Annotated[str, StringConstraints(max_length=2000, pattern=r"^https?://[!-~]+$")]
Printable = Annotated[str, StringConstraints(max_length=500, pattern=r"^[ -~]*$")]
HeaderName = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^[A-Za-z0-9-]+$")]


def _known(name: str) -> str:
    if name not in HOOKS:
        raise ValueError("one of " + ", ".join(HOOKS))
    return name


Hook = Annotated[str, AfterValidator(_known), Field(json_schema_extra={"enum": list(HOOKS)})]


class HeaderBody(Body):
    """A header that a subscriber wants to be sent."""

    name: HeaderName
    value: Printable


class HookExtension(Body):
    """Whether messages are signed: in the product a switch of the whole shop, here of one subscriber."""

    signed: Flag = False


class HookKey(Body):
    """By what a subscription is known."""

    webhook_method: Hook
    webhook_type: Literal["before", "after"]
    batch_name: HookName
    hook_name: HookName


class HookEntity(HookKey):
    """A subscription."""

    url: Url
    required: Flag = True
    headers: Annotated[list[HeaderBody], Field(max_length=20)] | None = None
    extension_attributes: HookExtension | None = None


class HookBody(Body):
    """The envelope of a subscription."""

    webhook: HookEntity


class HookKeyBody(Body):
    """The envelope of what a subscription is known by."""

    webhook: HookKey


class SignInBody(Body):
    """A user name and a password."""

    username: Filled
    password: Filled


def subscription_of(entity: HookEntity) -> Subscription:
    """Read who is to be told of what."""
    extension = entity.extension_attributes or HookExtension()
    return Subscription(
        entity.webhook_method,
        entity.webhook_type,
        entity.batch_name,
        entity.hook_name,
        entity.url,
        entity.required,
        extension.signed,
        tuple([(header.name, header.value) for header in entity.headers or ()]),
    )


def subscription_key_of(key: HookKey) -> str:
    """Read which subscription is meant."""
    return Subscription(key.webhook_method, key.webhook_type, key.batch_name, key.hook_name, "").key


def native_subscription(subscription: Subscription) -> dict[str, Any]:
    """Write who is told of what, and with which key signed messages are checked."""
    is_signed = subscription.is_signed
    return {
        "webhook_method": subscription.method,
        "webhook_type": subscription.kind,
        "batch_name": subscription.batch,
        "hook_name": subscription.hook,
        "url": subscription.url,
        "required": subscription.is_required,
        "headers": [{"name": name, "value": value} for name, value in subscription.headers],
        "extension_attributes": {"signed": is_signed, "public_key": PUBLIC_KEY if is_signed else None},
    }


def native_accepted(bulk: Bulk, hashes: list[str]) -> dict[str, Any]:
    """Write what was taken in."""
    rows = [{"id": index, "data_hash": each, "status": "accepted"} for index, each in enumerate(hashes)]
    return {"bulk_uuid": bulk.uuid, "request_items": rows, "errors": False}


def native_bulk(bulk: Bulk, operations: list[Operation], *, is_detailed: bool) -> dict[str, Any]:
    """Write where calls stand that were handed over together."""
    return {
        "bulk_id": bulk.uuid,
        "description": bulk.description,
        "start_time": instant(bulk.at),
        "user_type": 2,
        "user_id": 1,
        "operation_count": bulk.count,
        "operations_list": [_operation(bulk, each, is_detailed) for each in operations],
    }


def _operation(bulk: Bulk, operation: Operation, is_detailed: bool) -> dict[str, Any]:
    row = {
        "id": operation.id,
        "status": operation.status,
        "result_message": operation.message or None,
        "error_code": operation.error_code,
    }
    if is_detailed:
        row |= {
            "bulk_uuid": bulk.uuid,
            "topic_name": bulk.description,
            "serialized_data": operation.body.decode("utf-8", "replace"),
            "result_serialized_data": operation.result.decode("utf-8", "replace") or None,
        }
    return row
