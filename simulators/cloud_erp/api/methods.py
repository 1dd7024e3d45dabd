"""Which methods an address takes, from what its entity set can do."""

from simulators.cloud_erp.schemas.entity import EntitySet

NAMESPACE = "Microsoft.NAV."


def allowed_methods(table: EntitySet, *, has_key: bool, segment: str) -> tuple[str, ...]:
    """Give the methods of an entity set, a record or what it leads to; none if it leads nowhere."""
    if segment:
        if table.action(segment.removeprefix(NAMESPACE)) is not None:
            return ("POST",)
        if table.navigation(segment) is None:
            return ()
        return ("GET", "POST") if segment == table.lines and table.can_insert else ("GET",)
    if not has_key:
        return ("GET", "POST") if table.can_insert else ("GET",)
    changing = (("PATCH", table.can_change), ("DELETE", table.can_delete))
    return ("GET", *[method for method, may in changing if may])
