"""What every wire model shares: camelCase names, absent instead of null, forms of times and numbers.

Wire models are plain pydantic: they know neither Django nor the rooms, and only carry values.
"""

from datetime import datetime
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, TypeAdapter, ValidationError
from pydantic.alias_generators import to_camel

from theatrum.kernel.clock import wire_time
from theatrum.kernel.errors import InvalidRequest

MODEL = "org.sagebionetworks.repo.model."

WireTime = Annotated[datetime, PlainSerializer(wire_time, return_type=str, when_used="json")]
# What a 64-bit column and a Java long can hold.
Long = Annotated[int, Field(ge=-(2**63), lt=2**63)]

# In the OpenAPI document: the name of a message that no model describes.
MESSAGE = "x-message"

Body = TypeVar("Body")


class Wire(BaseModel):
    """A message on the wire. Fields that it does not know are ignored, as clients of all ages send more."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        populate_by_name=True,
        serialize_by_alias=True,
        extra="ignore",
        coerce_numbers_to_str=True,
    )


def read(adapter: TypeAdapter[Body], value: object) -> Body:
    """Turn a parsed JSON value into a wire model. Raises InvalidRequest naming the places that are wrong."""
    try:
        return adapter.validate_python(value)
    except ValidationError as error:
        raise InvalidRequest(reason=explain(error)) from error


def explain(error: ValidationError) -> str:
    """Say in one line what is wrong and where, for at most three places."""
    found = error.errors(include_url=False, include_context=False, include_input=False)
    told = [f"{_place(item['loc'])}{item['msg']}" for item in found[:3]]
    more = f" (and {len(found) - 3} more)" if len(found) > 3 else ""
    return f"The request is not understood: {'; '.join(told)}{more}."


def _place(location: tuple[int | str, ...]) -> str:
    # A client may name a property with any text at all; the reason stays one readable line.
    path = ".".join(str(step)[:80] for step in location)
    return f"{path}: " if path else ""
