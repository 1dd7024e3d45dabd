"""What the sites' notices of goods have in common: their codes of items, their words for what was done."""

from collections.abc import Iterable, Mapping

from facade.adapters.site_client import notice_field
from facade.canonical.goods_back import Disposition
from facade.canonical.xref import CrossReference
from facade.errors import NoticeRefusedError, UnknownCodeError


def item_of(xref: CrossReference, code: str) -> str:
    """Give the item behind a site's code.

    Raises:
        NoticeRefusedError: nobody has told the site to take that in.
    """
    try:
        return xref.business("item", code)
    except UnknownCodeError as unknown:
        raise NoticeRefusedError(str(unknown)) from None


def disposition_of(words: Mapping[str, Disposition], document: object, field: str) -> Disposition:
    """Give what a site's word for it means.

    Raises:
        NoticeRefusedError: it is none of its words.
    """
    word: str = notice_field(document, field, str)
    if word not in words:
        raise NoticeRefusedError(f"{field}: expected one of {', '.join(words)}, found {word[:40]!r}")
    return words[word]


def items_of(xref: CrossReference, codes: Iterable[str]) -> tuple[str, ...]:
    """Give the items behind a site's codes; of what is nobody's item here, nothing needs to be known."""
    found = []
    for code in codes:
        try:
            found.append(xref.business("item", code))
        except UnknownCodeError:
            continue
    return tuple(found)
