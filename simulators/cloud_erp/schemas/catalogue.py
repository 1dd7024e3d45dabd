"""Which entity sets are published, in the words of each release wave."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from simulators.cloud_erp.errors import MalformedRequestError, UnknownResourceError
from simulators.cloud_erp.schemas.billing import (
    SALES_CREDIT_MEMO_LINES,
    SALES_CREDIT_MEMOS,
    SALES_INVOICE_LINES,
    SALES_INVOICES,
)
from simulators.cloud_erp.schemas.entity import EntitySet, Property
from simulators.cloud_erp.schemas.masters import (
    COMPANIES,
    CURRENCIES,
    CUSTOMERS,
    ITEMS,
    LOCATIONS,
    PAYMENT_TERMS,
    PRICE_LIST_LINES,
    UNITS_OF_MEASURE,
    VENDORS,
)
from simulators.cloud_erp.schemas.purchases import (
    ITEM_LEDGER_ENTRIES,
    PURCHASE_INVOICE_LINES,
    PURCHASE_INVOICES,
    PURCHASE_ORDER_LINES,
    PURCHASE_ORDERS,
    PURCHASE_RECEIPT_LINES,
    PURCHASE_RECEIPTS,
)
from simulators.cloud_erp.schemas.sales import (
    SALES_ORDER_LINES,
    SALES_ORDERS,
    SALES_SHIPMENT_LINES,
    SALES_SHIPMENTS,
)
from simulators.cloud_erp.schemas.waves import (
    DELTA,
    KEYS,
    SCHEMA_VERSION,
    WAVES,
    ChangeKind,
    Wave,
    WaveChange,
)

ALL = (
    COMPANIES,
    CUSTOMERS,
    ITEMS,
    PRICE_LIST_LINES,
    SALES_ORDERS,
    SALES_ORDER_LINES,
    SALES_SHIPMENTS,
    SALES_SHIPMENT_LINES,
    SALES_INVOICES,
    SALES_INVOICE_LINES,
    SALES_CREDIT_MEMOS,
    SALES_CREDIT_MEMO_LINES,
    VENDORS,
    PURCHASE_ORDERS,
    PURCHASE_ORDER_LINES,
    PURCHASE_RECEIPTS,
    PURCHASE_RECEIPT_LINES,
    PURCHASE_INVOICES,
    PURCHASE_INVOICE_LINES,
    ITEM_LEDGER_ENTRIES,
    LOCATIONS,
    PAYMENT_TERMS,
    UNITS_OF_MEASURE,
    CURRENCIES,
)
PLAIN, ESCAPED = "1.0", "2.1"
_NO_NAME = re.compile(r"\W")


@dataclass(frozen=True, slots=True, eq=False)
class Edition:
    """The entity sets as one wave publishes them, option values plain or as XML names."""

    wave: Wave
    schema_version: str
    sets: Mapping[str, EntitySet]
    has_deltas: bool = field(init=False)
    takes_keys: bool = field(init=False)

    def __post_init__(self) -> None:
        gone = {change.subject for change in _made_by(self.wave)}
        object.__setattr__(self, "has_deltas", DELTA not in gone)
        object.__setattr__(self, "takes_keys", KEYS not in gone)

    def entity_set(self, name: str) -> EntitySet:
        """Find an entity set.

        Raises:
            UnknownResourceError: none of that name is published.
        """
        found = self.sets.get(name)
        if found is None:
            raise UnknownResourceError(f"No HTTP resource was found for the segment '{name}'.")
        return found


def _made_by(wave: Wave) -> list[WaveChange]:
    """Give all changes that have been made by the time of a wave."""
    return [change for each in WAVES[: WAVES.index(wave) + 1] for change in each.changes]


def _edition(wave: Wave, schema_version: str) -> Edition:
    done = _made_by(wave)
    to_come = [change for each in WAVES[WAVES.index(wave) + 1 :] for change in each.changes]
    sets = {
        entry.name: _changed(
            entry,
            [change for change in done if change.entity_set == entry.name],
            [change for change in to_come if change.entity_set == entry.name],
            is_escaped=schema_version != PLAIN,
        )
        for entry in ALL
    }
    return Edition(wave, schema_version, sets)


def _changed(
    entry: EntitySet, done: list[WaveChange], to_come: list[WaveChange], *, is_escaped: bool
) -> EntitySet:
    hidden = {change.subject for change in done if change.kind is ChangeKind.FIELD_REMOVED}
    hidden |= {
        change.subject
        for change in to_come
        if change.kind in (ChangeKind.FIELD_ADDED, ChangeKind.ACTION_ADDED)
    }
    properties = [
        _property(each, [change for change in done if change.subject == each.name], is_escaped=is_escaped)
        for each in entry.properties
        if each.name not in hidden
    ]
    actions = tuple([action for action in entry.actions if action.name not in hidden])
    return replace(entry, properties=tuple(properties), actions=actions)


def _property(declared: Property, changes: list[WaveChange], *, is_escaped: bool) -> Property:
    for change in changes:
        if change.kind is ChangeKind.VALUE_RENAMED:
            options = {
                own: change.after if own == change.before else sent for own, sent in declared.options.items()
            }
            declared = replace(declared, options=options)
        elif change.kind is ChangeKind.LENGTH_TIGHTENED:
            declared = replace(declared, max_length=int(change.after))
        elif change.kind is ChangeKind.FIELD_REQUIRED:
            declared = replace(declared, is_required=True)
    if is_escaped and declared.options:
        options = {own: escaped(sent) for own, sent in declared.options.items()}
        longest = max(declared.max_length or 0, *[len(word) for word in options.values()])
        return replace(declared, options=options, max_length=longest)
    return declared


def escaped(word: str) -> str:
    """Write an option value so that it could be an XML name."""
    return _NO_NAME.sub(lambda found: f"_x{ord(found[0]):04X}_", word)


def _default_version(wave: Wave) -> str:
    return next((change.after for change in _made_by(wave) if change.subject == SCHEMA_VERSION), PLAIN)


_EDITIONS = {
    (wave.environment.lower(), version): _edition(wave, version)
    for wave in WAVES
    for version in (PLAIN, ESCAPED)
}
EDITIONS: Mapping[str, Edition] = {
    wave.environment.lower(): _EDITIONS[wave.environment.lower(), _default_version(wave)] for wave in WAVES
}
"""By environment, what it publishes to whoever asks for no schema version."""

CURRENT = EDITIONS[WAVES[0].environment.lower()]


def in_version(edition: Edition, schema_version: str) -> Edition:
    """Give the edition in which a caller asked for option values to be written.

    Raises:
        MalformedRequestError: there is no such schema version.
    """
    version = ESCAPED if schema_version in ("2.0", "2.1") else schema_version
    found = _EDITIONS.get((edition.wave.environment.lower(), version))
    if found is None:
        raise MalformedRequestError(f"There is no schema version '{schema_version}'.")
    return found
