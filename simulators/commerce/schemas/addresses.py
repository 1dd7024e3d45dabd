"""Addresses as they are sent: a company or a person, the street in lines."""

from typing import Annotated

from pydantic import Field

from simulators.commerce.domain.catalogue import Address
from simulators.commerce.errors import StateError
from simulators.commerce.schemas.fields import Body, Country, Filled, Line

STREET_LENGTH_MAX = 255


class AddressBody(Body):
    """An address; whose it is, the company or the names of a person say."""

    street: Annotated[list[Line], Field(min_length=1, max_length=10)]
    city: Filled
    country_id: Country
    postcode: Line | None = None
    company: Line | None = None
    firstname: Line | None = None
    lastname: Line | None = None
    telephone: Line | None = None


def address_of(body: AddressBody, place: str) -> Address:
    """Read an address.

    Raises:
        StateError: it says nobody's name.
    """
    name = body.company or f"{body.firstname or ''} {body.lastname or ''}".strip()
    if not name:
        raise StateError("%fieldName.company or the names of a person are required.", fieldName=place)
    street = ", ".join(body.street)[:STREET_LENGTH_MAX]
    return Address(name, street, body.city, body.postcode or "", body.country_id)
