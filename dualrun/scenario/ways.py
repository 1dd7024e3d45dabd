"""How goods get from a site to a country: in how many days, and at what cost."""

from typing import Annotated

from pydantic import Field

from dualrun.scenario.part import Part

Country = Annotated[str, Field(pattern=r"^([A-Z]{2}|[*])$")]


class Way(Part):
    """One way."""

    days: int = Field(ge=0, le=60)
    cost: float = Field(ge=0.0, le=100_000.0)
