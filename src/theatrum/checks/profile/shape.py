"""What every shape of a profile's file is made of. No file is read here.

Every shape refuses keys it does not know, so that a misspelt key is an error and not a rule less.
"""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
# Letters, digits and underscores: the name of a role, a tree, a rule or a vocabulary inside the profile.
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
AttributeName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]*$")]
# A component's name is part of a registered schema's id, where only letters and digits are legal.
ComponentName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9]*$")]
Version = Annotated[str, StringConstraints(pattern=r"^\d+\.\d+\.\d+$")]
Scalar = bool | int | float | str


class Shape(BaseModel):
    """A mapping in a profile's file."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


def as_tuple(value: object) -> object:
    """Take a list of the file as a tuple."""
    return tuple(value) if isinstance(value, list) else value


def as_set(value: object) -> object:
    """Take a list of the file as a set."""
    return frozenset(value) if isinstance(value, list) else value


TUPLE = BeforeValidator(as_tuple)
SET = BeforeValidator(as_set)
