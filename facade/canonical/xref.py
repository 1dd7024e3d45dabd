"""Which native code stands for which business id."""

from collections.abc import Mapping

from facade.errors import UnknownCodeError


class CrossReference:
    """The codes of one system, both ways; injective by construction.

    Raises:
        ValueError: two business ids share one native code of a kind.
    """

    def __init__(self, system: str, codes: Mapping[str, Mapping[str, str]]) -> None:
        self._system = system
        self._native = codes
        self._business = {k: {code: key for key, code in table.items()} for k, table in codes.items()}
        for kind, table in self._native.items():
            if len(self._business[kind]) != len(table):
                raise ValueError(f"{system}: two {kind} ids share one native code")

    def native(self, kind: str, business_id: str) -> str:
        """Give the system's code of a business id.

        Raises:
            UnknownCodeError: the system has no such record.
        """
        try:
            return self._native[kind][business_id]
        except KeyError:
            raise UnknownCodeError(self._system, kind, business_id) from None

    def known(self, kind: str, business_id: str) -> str | None:
        """Give the system's code of a business id, or nothing when it has no such record."""
        return self._native[kind].get(business_id)

    def business(self, kind: str, code: str) -> str:
        """Give the business id behind a native code.

        Raises:
            UnknownCodeError: nothing stands behind that code.
        """
        try:
            return self._business[kind][code]
        except KeyError:
            raise UnknownCodeError(self._system, kind, code) from None
