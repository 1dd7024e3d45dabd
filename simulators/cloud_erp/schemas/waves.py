"""The release waves that are served side by side, and what each has changed since the one before.

Two waves a year are real, and so are the kinds of change: routes and sign-ins that go after a warning, a new
default schema version, shorter fields, renamed words. Which field they strike is ours. Everything that
differs between two environments of this product stands here and nowhere else.
"""

from dataclasses import dataclass
from enum import StrEnum


class ChangeKind(StrEnum):
    """What sort of change it is, by what a client sees of it."""

    FIELD_ADDED = "field-added"
    FIELD_REMOVED = "field-removed"
    FIELD_REQUIRED = "field-required"
    LENGTH_TIGHTENED = "length-tightened"
    VALUE_RENAMED = "value-renamed"
    DEFAULT_CHANGED = "default-changed"
    OPTION_REMOVED = "option-removed"
    ACTION_ADDED = "action-added"
    SIGN_IN_REMOVED = "sign-in-removed"


@dataclass(frozen=True, slots=True)
class WaveChange:
    """One declared change: of what, from what to what, and in which wave it was first warned of.

    `subject` names a property or action of the entity set, or an option of every request.
    """

    id: str
    kind: ChangeKind
    entity_set: str
    subject: str
    before: str
    after: str
    warned_in: str
    is_breaking: bool
    advice: str


@dataclass(frozen=True, slots=True)
class Wave:
    """One release: its version, the environment of the tenant that runs it, and what it changes."""

    version: str
    name: str
    environment: str
    changes: tuple[WaveChange, ...] = ()


SCHEMA_VERSION, DELTA, KEYS = "$schemaversion", "$deltatoken", "web service access key"

NEXT_CHANGES = (
    WaveChange(
        "CE26-01", ChangeKind.VALUE_RENAMED, "salesOrders", "status", "Fulfilled", "Shipped",
        warned_in="25.0", is_breaking=True, advice="Read both words until the update is through.",
    ),
    WaveChange(
        "CE26-02", ChangeKind.VALUE_RENAMED, "salesOrders", "status", "Canceled", "Cancelled",
        warned_in="25.0", is_breaking=True, advice="Read both words until the update is through.",
    ),
    WaveChange(
        "CE26-03", ChangeKind.DEFAULT_CHANGED, "", SCHEMA_VERSION, "1.0", "2.1",
        warned_in="23.0", is_breaking=True,
        advice="Option values come escaped (a blank is _x0020_) unless $schemaversion=1.0 is asked for.",
    ),
    WaveChange(
        "CE26-04", ChangeKind.OPTION_REMOVED, "", DELTA, "served", "",
        warned_in="23.0", is_breaking=True,
        advice="Filter on lastModifiedDateTime, or subscribe, instead of following @odata.deltaLink.",
    ),
    WaveChange(
        "CE26-05", ChangeKind.SIGN_IN_REMOVED, "", KEYS, "taken", "",
        warned_in="24.0", is_breaking=True, advice="Sign in with client credentials.",
    ),
    WaveChange(
        "CE26-06", ChangeKind.FIELD_REMOVED, "salesInvoices", "invoiceDate", "Edm.Date", "",
        warned_in="25.0", is_breaking=True, advice="Read postingDate.",
    ),
    WaveChange(
        "CE26-07", ChangeKind.FIELD_REMOVED, "customers", "paymentTermsCode", "Edm.String", "",
        warned_in="25.0", is_breaking=True, advice="Use paymentTermsId, or expand paymentTerm.",
    ),
    WaveChange(
        "CE26-08", ChangeKind.LENGTH_TIGHTENED, "salesOrders", "shipToName", "100", "50",
        warned_in="25.0", is_breaking=True, advice="Put what is longer into the second address line.",
    ),
    WaveChange(
        "CE26-09", ChangeKind.FIELD_REQUIRED, "salesOrders", "requestedDeliveryDate", "", "required",
        warned_in="25.0", is_breaking=True, advice="Send the day the buyer wants the goods.",
    ),
    WaveChange(
        "CE26-10", ChangeKind.FIELD_ADDED, "salesInvoices", "disputeStatus", "", "Edm.String",
        warned_in="", is_breaking=False, advice="",
    ),
    WaveChange(
        "CE26-11", ChangeKind.FIELD_ADDED, "items", "displayName2", "", "Edm.String",
        warned_in="", is_breaking=False, advice="",
    ),
    WaveChange(
        "CE26-12", ChangeKind.ACTION_ADDED, "salesInvoices", "makeCorrectiveCreditMemo", "", "served",
        warned_in="", is_breaking=False, advice="",
    ),
)  # fmt: skip

WAVES = (
    Wave("25.0", "2024 release wave 2", "Production"),
    Wave("26.0", "2025 release wave 1", "sandbox-next", NEXT_CHANGES),
)
"""Oldest first; the first is the current one."""
