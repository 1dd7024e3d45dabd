"""The peer of the serving benchmark: the least that FastAPI does for an item and an order."""

from fastapi import FastAPI, HTTPException
from pydantic import BaseModel


class Item(BaseModel):
    """What a GET answers: about as many fields as an item of the simulators."""

    number: str
    name: str
    bar_code: str
    unit: str
    unit_price: float
    inventory: int
    blocked: bool


class Line(BaseModel):
    """One line of an order."""

    row: int
    item: str
    quantity: int


class Consignee(BaseModel):
    """Where the goods go."""

    name: str
    address: str
    city: str
    post_code: str
    country: str


class Order(BaseModel):
    """What a POST takes, keeps and answers."""

    number: str
    reference: str
    consignee: Consignee
    lines: list[Line]


app = FastAPI()
SHOWN = {"bar_code": "5060000000000", "unit": "EA", "unit_price": 9.95, "inventory": 7, "blocked": False}
ITEMS = {str(n): Item.model_validate({"number": str(n), "name": f"Item {n}", **SHOWN}) for n in range(1000)}
ORDERS: dict[int, Order] = {}


@app.get("/items/{number}")
async def item(number: str) -> Item:
    """Give an item."""
    if number not in ITEMS:
        raise HTTPException(404)
    return ITEMS[number]


@app.post("/orders", status_code=201)
async def enter(order: Order) -> Order:
    """Keep an order."""
    ORDERS[len(ORDERS)] = order
    return order
