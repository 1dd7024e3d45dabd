"""All that a store holds, written out, to be compared with itself."""

from typing import Any


def everything(store: Any) -> dict[str, str]:
    """Every field of a store, by name."""
    shown = {}
    for name in store.__dataclass_fields__:
        value = getattr(store, name)
        table = getattr(value, "entries", value)
        shown[name] = repr(list(table.items()) if isinstance(table, dict) else table)
    return shown
