"""What may stand in a query of the warehouse."""

from simulators.chassis.queries import Parameter, Parameters
from simulators.wms.domain.goods import Condition
from simulators.wms.errors import InvalidRequestError

OF_QUERY = Parameters(InvalidRequestError)
ID_MAX = 10**15

ARTICLE = OF_QUERY.text("articleNumber", None)
CONDITIONS = tuple([condition.value for condition in Condition])
ORDERS = (
    OF_QUERY.text("goodsOwnerOrderNumber", None),
    OF_QUERY.text("consigneeOrderNumber", None),
    ARTICLE,
    OF_QUERY.whole("waveId", None, ID_MAX),
    OF_QUERY.whole("orderStatusFrom", None, 999, 0),
    OF_QUERY.whole("orderStatusTo", None, 999, 0),
    OF_QUERY.day("changedFrom"),
    OF_QUERY.whole("orderIdFrom", 0, ID_MAX, 0),
    OF_QUERY.whole("maxOrdersToGet", 100, 1000),
)
ARTICLES = (OF_QUERY.text("articleNumberFrom"), OF_QUERY.whole("maxArticlesToGet", 100, 1000))
STOCK_ITEMS = (
    ARTICLE,
    OF_QUERY.text("locationCode", None),
    OF_QUERY.text("batchNumber", None),
    OF_QUERY.one_of("condition", CONDITIONS),
)


def paged(kind: str) -> tuple[Parameter, Parameter]:
    """Describe where a page begins, and how long it is."""
    return OF_QUERY.whole(f"{kind}From", 0, ID_MAX, 0), OF_QUERY.whole("maxToGet", 100, 1000)
