"""What a site says by itself: of an order, of a return, of goods that have come in."""

from dataclasses import dataclass

from facade.canonical.fulfilment import SiteNotice
from facade.canonical.goods_back import ReturnNotice


@dataclass(frozen=True, slots=True)
class StockNews:
    """A site has more of these items than before."""

    source: str
    message_id: str
    items: tuple[str, ...]


News = SiteNotice | ReturnNotice | StockNews
