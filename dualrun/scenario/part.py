"""What every part of a scenario file is like: nothing in it is guessed, ignored or changed later."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Share = Annotated[float, Field(ge=0.0, le=1.0)]


class Part(BaseModel):
    """A mapping whose keys are known, with a word on each for the schema."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, use_attribute_docstrings=True)
