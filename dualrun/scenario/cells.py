"""What does one cell of a file mean: a number, a date, a code?"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache

_GROUPED = r"[-+]?(?:[0-9]{{1,12}}|[0-9]{{1,3}}(?:{thousands}[0-9]{{3}})+)(?:{point}[0-9]{{1,8}})?"
_WITH_POINT = re.compile(_GROUPED.format(thousands="[,' ]", point=r"\."))
_WITH_COMMA = re.compile(_GROUPED.format(thousands="[.' ]", point=","))
_DECIMAL_COMMA = re.compile(r"[0-9],[0-9]{1,2}$")
_CURRENCY_SIGNS = "£$€"

_TIME = r"(?:[T ,]+([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]+)?)?\s*([AaPp][Mm])?)?"
_NUMERIC = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})[/.-]([0-9]{4}|[0-9]{2})" + _TIME)
_YEAR_FIRST = re.compile(r"([0-9]{4})[/.]([0-9]{1,2})[/.]([0-9]{1,2})" + _TIME)
_NAMED = re.compile(r"([0-9]{1,2})[ -]([A-Za-z]{3})[a-z]*[ ,-]+([0-9]{4}|[0-9]{2})" + _TIME)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEARS = range(1970, 2101)

_NOTHING = {"", "nan", "null", "none", "n/a", "na", "-"}
_SAFE_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,29}")
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_WHOLE_FLOAT = re.compile(r"([0-9]+)\.0")


def code(text: str) -> str:
    """Give a code without what spreadsheets and exports wrap around it; empty when there is none."""
    bare = text.strip()
    if bare.lower() in _NOTHING:
        return ""
    whole = _WHOLE_FLOAT.fullmatch(bare)
    return whole[1] if whole else bare


class Codes:
    """Codes of a file made safe to travel in a URL or a header, each file code to one of its own.

    Two codes never meet in one, not even for a system that ignores case.
    """

    def __init__(self) -> None:
        self._safe: dict[str, str] = {}
        self._taken: set[str] = set()

    def safe(self, raw: str) -> str:
        """Give the safe code of one code; almost always the code itself."""
        known = self._safe.get(raw)
        if known is None:
            known = raw if _SAFE_CODE.fullmatch(raw) else _UNSAFE.sub("-", raw).strip("-._")[:24] or "x"
            wanted, again = known, 1
            while known.lower() in self._taken:
                again += 1
                known = f"{wanted}.{again}"
            self._taken.add(known.lower())
            self._safe[raw] = known
        return known


class Cells:
    """The habits of one file: which sign divides a number, whether the day or the month comes first."""

    def __init__(self, *, is_decimal_comma: bool, is_day_first: bool) -> None:
        self._number = _WITH_COMMA if is_decimal_comma else _WITH_POINT
        self._comma = is_decimal_comma
        self._day_first = is_day_first
        self.number = lru_cache(8192)(self._parse_number)
        self.instant = lru_cache(8192)(self._parse_instant)

    def _parse_number(self, text: str) -> Decimal | None:
        bare = text.strip().strip(_CURRENCY_SIGNS).replace("\u00a0", " ").strip()
        if not self._number.fullmatch(bare):
            return None
        thousands, point = (".' ", ",") if self._comma else (",' ", ".")
        return Decimal(bare.translate({ord(sign): None for sign in thousands}).replace(point, "."))

    def _parse_instant(self, text: str) -> datetime | None:
        """Give the instant in UTC; a time without a zone is taken as it stands."""
        bare = text.strip()
        try:
            instant = datetime.fromisoformat(bare)
        except ValueError:
            return self._parse_written(bare)
        if instant.year not in _YEARS:
            return None
        return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)

    def _parse_written(self, text: str) -> datetime | None:
        if found := _NUMERIC.fullmatch(text):
            first, sign, second, year, *time = found.groups()
            is_day_first = self._day_first or sign == "."
            day, month = (int(first), int(second)) if is_day_first else (int(second), int(first))
            return _instant(int(year), month, day, time)
        if found := _YEAR_FIRST.fullmatch(text):
            year, middle, last, *time = found.groups()
            return _instant(int(year), int(middle), int(last), time)
        if found := _NAMED.fullmatch(text):
            first, name, year, *time = found.groups()
            if name.lower() in _MONTHS:
                return _instant(int(year), _MONTHS.index(name.lower()) + 1, int(first), time)
        return None


def _instant(year: int, month: int, day: int, time: list[str]) -> datetime | None:
    hour, minute, second = (int(part or 0) for part in time[:3])
    half = (time[3] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    full_year = year + 2000 if year < 100 else year
    if full_year not in _YEARS:
        return None
    try:
        return datetime(full_year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None


class Survey:
    """One look at all dates and prices of a file, to learn its habits before any line is believed.

    A single line such as 03/04/2010 says nothing; some line of the same file has a day past the twelfth.
    """

    def __init__(self) -> None:
        self.is_decimal_comma = False
        self._day_first = self._month_first = self._undecided = 0

    def look(self, lines: Iterable[tuple[str, str]]) -> "Survey":
        """Look at the (date, price) of every line."""
        for date, price in lines:
            if "," in price and _DECIMAL_COMMA.search(price.strip().strip(_CURRENCY_SIGNS).strip()):
                self.is_decimal_comma = True
            found = _NUMERIC.fullmatch(date.strip())
            if found is None or found[2] == ".":
                continue
            if int(found[1]) > 12:
                self._day_first += 1
            elif int(found[3]) > 12:
                self._month_first += 1
            else:
                self._undecided += 1
        return self

    @property
    def is_day_first(self) -> bool:
        """Whether 03/04 is the third of April; so it is taken when no line decides."""
        return self._day_first >= self._month_first

    def notes(self) -> dict[str, int]:
        """Say how dates were read where another reading was possible."""
        lines = self._day_first + self._month_first + self._undecided
        return (
            {"dates_read_day_first" if self.is_day_first else "dates_read_month_first": lines}
            if lines
            else {}
        )
