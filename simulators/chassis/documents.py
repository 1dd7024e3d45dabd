"""Bodies read by the models that also describe them: what does not fit is refused with what and where."""

from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from simulators.chassis.reading import COUNT_MAX, Refusal, found, parsed

Count = Annotated[int, Field(ge=1, le=COUNT_MAX)]
Id = Annotated[int, Field(ge=1, le=10**15)]
ONE_LINE = r"^[^\x00-\x1f\x7f]*$"
Text = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=ONE_LINE)]
Key = Annotated[str, StringConstraints(min_length=1, max_length=50, pattern=r"^[ -~]+$")]
"""A number or reference that others will quote: short, and fit for a header."""


class Document(BaseModel):
    """The base of what is read: nothing is turned into anything else; what nobody asked for is ignored."""

    model_config = ConfigDict(strict=True, defer_build=True)


class Described(BaseModel):
    """The base of what is answered, for those who read the API's document."""

    model_config = ConfigDict(defer_build=True)


M = TypeVar("M", bound=BaseModel)


def read(model: type[M], body: bytes, malformed: Refusal, unfit: Refusal) -> M:
    """Read a body as a document; the two refusals say that it is no JSON object, or does not fit.

    Raises:
        Exception: whichever error the refusal makes; its message names what and where.
    """
    document = parsed(body, malformed)
    try:
        return model.model_validate(document)
    except ValidationError:
        pass
    try:
        return model.model_validate(_with_whole_numbers(document))
    except ValidationError as error:
        raise unfit(misfit(error)) from None


def misfit(error: ValidationError) -> str:
    """Say of the first thing that does not fit where it stands, what was wanted, and what was found."""
    first = error.errors(include_url=False, include_context=False)[0]
    what = "nothing" if first["type"] == "missing" else found(first["input"])
    wanted = str(first["msg"])
    return f"{_place(first['loc'])}: {wanted[:1].lower()}{wanted[1:]}, found {what}"


def _with_whole_numbers(value: Any) -> Any:
    """Take 1.0 for the whole number it is, as JSON does; tried only where nothing else fits."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {name: _with_whole_numbers(inside) for name, inside in value.items()}
    return [_with_whole_numbers(inside) for inside in value] if isinstance(value, list) else value


def _place(path: tuple[int | str, ...]) -> str:
    place = ""
    for step in path:
        place += f"[{step}]" if isinstance(step, int) else f".{found(step)[1:-1]}" if place else str(step)
    return place[:100]
