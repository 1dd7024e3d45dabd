"""The register, the shelves, their journal, batches and counts, over HTTP."""

from fastapi import Request, Response

from simulators.chassis.describing import Operation
from simulators.wms.api.serving import answer, document, entered, must_name_something, path_id, queried
from simulators.wms.errors import InvalidRequestError
from simulators.wms.schemas.answers import (
    article_document,
    batch_document,
    count_document,
    movement_document,
    stock_document,
    stock_item_document,
)
from simulators.wms.schemas.described.stock import (
    AdjustmentAnswer,
    ArticleAnswer,
    ArticlePage,
    BatchAnswer,
    BatchList,
    CountAnswer,
    CountPage,
    MovementPage,
    StockItemAnswer,
    StockItemPage,
    StockPage,
)
from simulators.wms.schemas.queries import ARTICLE, ARTICLES, STOCK_ITEMS, paged
from simulators.wms.schemas.stock import (
    AdjustmentRequest,
    ArticleRequest,
    CountedRequest,
    CountRequest,
    HoldRequest,
    MoveRequest,
)
from simulators.wms.service.stock_book import Places

ITEMS = (*STOCK_ITEMS, *paged("stockItemId"))
MOVEMENTS = (ARTICLE, *paged("movementId"))
COUNTS = paged("cycleCountId")
BATCHES = (ARTICLE,)


async def get_stock(request: Request) -> Response:
    """Show a page of stock."""
    stocks, further = entered(request).stock_book.stock_from(*queried(request, ARTICLES))
    return answer({"stock": [stock_document(stock) for stock in stocks], "nextArticleNumber": further})


async def get_articles(request: Request) -> Response:
    """Show a page of the register."""
    articles, further = entered(request).stock_book.articles_from(*queried(request, ARTICLES))
    return answer({"articles": [article_document(a) for a in articles], "nextArticleNumber": further})


async def get_article(request: Request) -> Response:
    """Show one article."""
    return answer(article_document(entered(request).stock_book.article(_article(request))))


async def put_article(request: Request) -> Response:
    """Enter an article into the register, or change it."""
    warehouse, number = entered(request), _article(request)
    if len(number) > 50 or not (number.isascii() and number.isprintable()):
        raise InvalidRequestError("article_number: must be 1 to 50 printable ASCII characters")
    asked = await document(request, ArticleRequest)
    article, _ = warehouse.stock_book.register(number, asked.article_name, asked.bar_code)
    return answer(article_document(article))


async def get_stock_items(request: Request) -> Response:
    """Show a page of what lies in which place."""
    book = entered(request).stock_book
    *places, first, limit = queried(request, ITEMS)
    items, further = book.stock_items(Places(*places), first, limit)
    return answer({"stockItems": [stock_item_document(item) for item in items], "nextStockItemId": further})


async def get_movements(request: Request) -> Response:
    """Show a page of the journal."""
    movements, further = entered(request).stock_book.movements(*queried(request, MOVEMENTS))
    shown = [movement_document(movement) for movement in movements]
    return answer({"stockMovements": shown, "nextMovementId": further})


async def post_adjustment(request: Request) -> Response:
    """Correct the book to what lies in a place."""
    warehouse = entered(request)
    asked = await document(request, AdjustmentRequest)
    asked.must_change_something()
    correcting = warehouse.correcting
    number = correcting.correct(asked.stock_item_id, asked.change, f"ADJ-{asked.reason_code}")
    item = correcting.stock_item(asked.stock_item_id)
    return answer({**stock_item_document(item), "movementId": number}, 201)


async def move_stock_item(request: Request) -> Response:
    """Move goods to another place or condition."""
    warehouse, stock_item_id = entered(request), path_id(request, "stock_item")
    asked = await document(request, MoveRequest)
    must_name_something(asked.location_code or asked.condition)
    item = warehouse.correcting.move(
        stock_item_id, asked.number_of_items, asked.location_code, asked.new_condition()
    )
    return answer(stock_item_document(item))


async def get_batches(request: Request) -> Response:
    """Show the batches of an article, or all."""
    batches = entered(request).stock_book.batches(*queried(request, BATCHES))
    return answer({"batches": [batch_document(batch) for batch in batches]})


async def hold_batch(request: Request) -> Response:
    """Let nobody pick a batch."""
    book, number, batch = entered(request).stock_book, _article(request), _batch(request)
    reason = (await document(request, HoldRequest)).reason
    return answer(batch_document(book.hold(number, batch, reason)))


async def release_batch(request: Request) -> Response:
    """Let a batch be picked again."""
    return answer(batch_document(entered(request).stock_book.hold(_article(request), _batch(request), "")))


async def plan_count(request: Request) -> Response:
    """Plan to count some stock items."""
    warehouse = entered(request)
    asked = await document(request, CountRequest)
    return answer(count_document(warehouse.counting.plan(asked.stock_item_ids, asked.reason)), 201)


async def get_counts(request: Request) -> Response:
    """Show a page of counts."""
    counts, further = entered(request).counting.counts(*queried(request, COUNTS))
    return answer({"cycleCounts": [count_document(count) for count in counts], "nextCycleCountId": further})


async def get_count(request: Request) -> Response:
    """Show one count."""
    return answer(count_document(entered(request).counting.count(path_id(request, "cycle_count"))))


async def enter_count(request: Request) -> Response:
    """Enter what the stock takers found."""
    counting, count_id = entered(request).counting, path_id(request, "cycle_count")
    asked = await document(request, CountedRequest)
    return answer(count_document(counting.enter(count_id, asked.counted())))


async def approve_count(request: Request) -> Response:
    """Correct the book by what was found."""
    return answer(count_document(entered(request).counting.approve(path_id(request, "cycle_count"))))


async def cancel_count(request: Request) -> Response:
    """Forget about a count."""
    return answer(count_document(entered(request).counting.cancel(path_id(request, "cycle_count"))))


def _article(request: Request) -> str:
    number: str = request.path_params["article_number"]
    return number


def _batch(request: Request) -> str:
    number: str = request.path_params["batch_number"]
    return number


_ROOT = "/api/v1"
_ONE_ARTICLE = f"{_ROOT}/articles/{{article_number}}"
_BATCH = f"{_ONE_ARTICLE}/batches/{{batch_number}}"
_COUNT = f"{_ROOT}/cycleCounts/{{cycle_count_id}}"
_MOVE = f"{_ROOT}/stockItems/{{stock_item_id}}/move"
_WORK = (400, 401, 404, 409, 413)
_HOLD = (400, 401, 404, 413)
_LIST = (400, 401)
OPERATIONS = (
    Operation("GET", f"{_ROOT}/stock", get_stock, StockPage, 200, _LIST, query=ARTICLES),
    Operation("GET", f"{_ROOT}/articles", get_articles, ArticlePage, 200, _LIST, query=ARTICLES),
    Operation("GET", _ONE_ARTICLE, get_article, ArticleAnswer, refusals=(401, 404)),
    Operation("PUT", _ONE_ARTICLE, put_article, ArticleAnswer, 200, (400, 401, 413), ArticleRequest),
    Operation("GET", f"{_ROOT}/stockItems", get_stock_items, StockItemPage, 200, _LIST, query=ITEMS),
    Operation("POST", _MOVE, move_stock_item, StockItemAnswer, 200, _WORK, MoveRequest),
    Operation("GET", f"{_ROOT}/stockMovements", get_movements, MovementPage, 200, _LIST, query=MOVEMENTS),
    Operation(
        "POST",
        f"{_ROOT}/stockAdjustments",
        post_adjustment,
        AdjustmentAnswer,
        201,
        _WORK,
        AdjustmentRequest,
    ),
    Operation("GET", f"{_ROOT}/batches", get_batches, BatchList, query=BATCHES),
    Operation("POST", f"{_BATCH}/hold", hold_batch, BatchAnswer, 200, _HOLD, HoldRequest),
    Operation("POST", f"{_BATCH}/release", release_batch, BatchAnswer, refusals=(401, 404)),
    Operation("POST", f"{_ROOT}/cycleCounts", plan_count, CountAnswer, 201, _HOLD, CountRequest),
    Operation("GET", f"{_ROOT}/cycleCounts", get_counts, CountPage, 200, _LIST, query=COUNTS),
    Operation("GET", _COUNT, get_count, CountAnswer, refusals=(401, 404)),
    Operation("PUT", f"{_COUNT}/lines", enter_count, CountAnswer, 200, _WORK, CountedRequest),
    Operation("POST", f"{_COUNT}/approve", approve_count, CountAnswer, refusals=(401, 404, 409)),
    Operation("POST", f"{_COUNT}/cancel", cancel_count, CountAnswer, refusals=(401, 404, 409)),
)
