"""What the shop shows its buyers: stock, prices, contracts, words and credit, told to it and read back."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from facade.adapters.commerce import Commerce
from facade.adapters.reading import Reading
from facade.adapters.trail import trail_headers
from facade.canonical.catalogue import Key, Rows, Subject, Value
from facade.canonical.xref import CrossReference
from facade.errors import SystemRefusedError, SystemTimeoutError, UnknownCodeError
from facade.ports import Call

SOURCE = "default"
PAGE = 200
_IN_STOCK, _OUT_OF_STOCK = 1, 0
_SEARCHED = {
    Subject.STOCK: "/inventory/source-items",
    Subject.PRICES: "/products",
    Subject.ITEMS: "/products",
    Subject.CUSTOMERS: "/companyCredits",
}


class CommerceCatalogue:
    """Tells the shop in lists where it takes lists, else row by row; what it has no code for is refused.

    Stock goes to the shop's one source as what may be promised. The shop takes its own open orders off once
    more until they have left, so it promises rather too little than too much.
    """

    name = Commerce.name

    def __init__(self, commerce: Commerce, xref: CrossReference) -> None:
        self._commerce = commerce
        self._xref = xref
        self._credits: dict[str, int] = {}
        self._reading = Reading(self.name)

    async def tell(self, subject: Subject, rows: Rows, call: Call) -> Sequence[Key]:
        """Tell the shop, and give the keys of what it did not take.

        Raises:
            SystemUnavailableError, SystemTimeoutError, SystemRefusedError: see facade/errors.py.
        """
        known: dict[Key, tuple[str, Value]] = {}
        refused: list[Key] = []
        for key, value in rows.items():
            code = self._code(subject, key)
            if code is None:
                refused.append(key)
            else:
                known[key] = (code, value)
        if subject in (Subject.ITEMS, Subject.CUSTOMERS):
            for key, (code, value) in known.items():
                if not await self._tell_one(subject, code, value, call):
                    refused.append(key)
        elif known:
            await self._tell_list(subject, known, call)
        return refused

    async def shown(self, subject: Subject, keys: Sequence[Key], call: Call) -> Rows:
        """Read back what the shop shows now: everything, or of contracts those that are asked for."""
        trail = trail_headers(call)
        if subject is Subject.CONTRACTS:
            return await self._contracts_shown(keys, trail)
        found: dict[Key, Value] = {}
        async for row in self._rows(_SEARCHED[subject], trail):
            with self._reading:
                said = self._said(subject, row)
            if said is not None:
                found[said[0]] = said[1]
        return found

    async def _tell_list(self, subject: Subject, known: Mapping[Key, tuple[str, Value]], call: Call) -> None:
        trail, body = trail_headers(call), list[dict[str, Any]]()
        for key, (code, value) in known.items():
            if subject is Subject.STOCK:
                status = _IN_STOCK if value else _OUT_OF_STOCK
                body.append({"sku": code, "source_code": SOURCE, "quantity": value, "status": status})
            elif subject is Subject.PRICES:
                body.append({"sku": code, "price": float(value), "store_id": 0})
            else:
                group = f"Contract {self._xref.native('customer', key[0])}"
                row = {"sku": code, "price": float(value), "quantity": 1, "customer_group": group}
                body.append({**row, "price_type": "fixed", "website_id": 0})
        if subject is Subject.STOCK:
            await self._commerce.ask("POST", "/inventory/source-items", {"sourceItems": body}, trail)
            return
        path = "/products/base-prices" if subject is Subject.PRICES else "/products/tier-prices"
        failures = await self._commerce.ask("POST", path, {"prices": body}, trail)
        if failures:
            raise SystemRefusedError(self.name, "rows_refused", f"{len(failures)} of {len(body)} {subject}")

    async def _tell_one(self, subject: Subject, code: str, value: Value, call: Call) -> bool:
        trail = trail_headers(call)
        if subject is Subject.ITEMS:
            product = {"product": {"name": value}}
            await self._commerce.ask("PUT", f"/products/{quote(code, safe='')}", product, trail)
            return True
        if code not in self._credits:
            async for row in self._rows(_SEARCHED[subject], trail):
                with self._reading:
                    self._credits[str(row["company_id"])] = row["id"]
        if code not in self._credits:
            return False
        limit = {"creditLimit": {"credit_limit": float(value)}}
        await self._commerce.ask("PUT", f"/companyCredits/{self._credits[code]}", limit, trail)
        return True

    async def _rows(self, path: str, trail: Mapping[str, str]) -> Any:
        """Search page by page; asked for a page after the last, the shop gives the last once more."""
        number = seen = 0
        while True:
            number += 1
            query = f"searchCriteria[pageSize]={PAGE}&searchCriteria[currentPage]={number}"
            answer = await self._commerce.ask("GET", f"{path}?{quote(query, safe='=&')}", None, trail)
            rows = answer.get("items") if isinstance(answer, dict) else None
            if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
                raise SystemTimeoutError(self.name, f"GET {path}: the answer is no page")
            for row in rows:
                yield row
            seen += len(rows)
            if not rows or seen >= int(answer.get("total_count") or 0):
                return

    def _said(self, subject: Subject, row: Mapping[str, Any]) -> tuple[Key, Value] | None:
        if subject is Subject.CUSTOMERS:
            key = self._business("customer", str(row["company_id"]))
            return None if key is None else (key, Decimal(repr(row["credit_limit"])))
        key = self._business("item", row["sku"])
        if key is None or (subject is Subject.STOCK and row["source_code"] != SOURCE):
            return None
        if subject is Subject.STOCK:
            return key, int(row["quantity"]) if row["status"] == _IN_STOCK else 0
        return key, row["name"] if subject is Subject.ITEMS else Decimal(repr(row["price"]))

    async def _contracts_shown(self, keys: Sequence[Key], trail: Mapping[str, str]) -> Rows:
        skus = list(dict.fromkeys(code for key in keys if (code := self._code(Subject.CONTRACTS, key))))
        found: dict[Key, Value] = {}
        for at in range(0, len(skus), PAGE):
            body = {"skus": skus[at : at + PAGE]}
            path = "/products/tier-prices-information"
            rows = await self._commerce.ask("POST", path, body, trail)
            with self._reading:
                found.update(self._contracts(rows))
        return found

    def _contracts(self, rows: Sequence[Mapping[str, Any]]) -> Iterator[tuple[Key, Value]]:
        for row in rows:
            customer = self._business("customer", row["customer_group"].removeprefix("Contract "))
            item = self._business("item", row["sku"])
            if customer is not None and item is not None and row["quantity"] == 1:
                yield (customer, item), Decimal(repr(row["price"]))

    def _code(self, subject: Subject, key: Key) -> str | None:
        """Give the shop's code of an item or customer; of a contract that of the item."""
        try:
            if isinstance(key, tuple):
                self._xref.native("customer", key[0])
                return self._xref.native("item", key[1])
            return self._xref.native("customer" if subject is Subject.CUSTOMERS else "item", key)
        except UnknownCodeError:
            return None

    def _business(self, kind: str, code: str) -> str | None:
        try:
            return self._xref.business(kind, code)
        except UnknownCodeError:
            return None
