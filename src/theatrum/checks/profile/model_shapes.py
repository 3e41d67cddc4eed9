"""The data model and the overlay on it, as a profile writes them."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from theatrum.checks.profile.shape import TUPLE, AttributeName, ComponentName, Key, Scalar, Shape, Text, Version

OrganizationName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9.]{5,249}$")]


def as_predicate(value: object) -> object:
    return value if isinstance(value, dict) else {"equals": value}


class Items(Shape):
    """What each item of a list-valued attribute must be."""

    type: Literal["string", "integer", "number", "boolean"] | None = None
    values: Annotated[tuple[Scalar, ...] | None, TUPLE] = None
    vocabulary: Key | None = None
    pattern: str | None = None
    minimum: int | float | None = None
    maximum: int | float | None = None


class Attribute(Shape):
    """One attribute of a component: what it is about, and what its value must be.

    Without a type anything goes, as in parts of the published model. ``values`` are the permissible
    values; a long list of them stands in a vocabulary, and is filled in from there.
    """

    about: Text
    required: bool = False
    type: Literal["string", "integer", "number", "boolean", "list"] | None = None
    values: Annotated[tuple[Scalar, ...] | None, TUPLE] = None
    vocabulary: Key | None = None
    pattern: str | None = None
    minimum: int | float | None = None
    maximum: int | float | None = None
    items: Items | None = None


class Predicate(Shape):
    """What a condition asks of one attribute; a bare value in the file means ``equals``.

    ``some_match`` is for lists: one of the items matches the pattern.
    """

    equals: Scalar | None = None
    one_of: Annotated[tuple[Scalar, ...] | None, TUPLE] = None
    none_of: Annotated[tuple[Scalar, ...] | None, TUPLE] = None
    matches: str | None = None
    matches_any: Annotated[tuple[str, ...] | None, TUPLE] = None
    some_match: str | None = None
    minimum: int | float | None = None
    maximum: int | float | None = None
    present: Literal[True] | None = None


Predicates = Mapping[AttributeName, Annotated[Predicate, BeforeValidator(as_predicate)]]
Names = Annotated[tuple[AttributeName, ...], TUPLE]


class Condition(Shape):
    """When all tests of ``when`` hold, or those of one entry of ``when_any``: what is asked then.

    A test holds only where the attribute is present.
    """

    when: Predicates = Field(default_factory=dict)
    when_any: Annotated[tuple[Predicates, ...], TUPLE] = ()
    require: Names = ()
    forbid: Names = ()
    refine: Predicates = Field(default_factory=dict)

    def names(self) -> Iterator[tuple[str, str]]:
        """Yield the attributes it speaks of, each with the key under which it does."""
        tests = [("when", self.when), *(("when_any", tests) for tests in self.when_any), ("refine", self.refine)]
        yield from ((key, name) for key, named in tests for name in named)
        yield from (("require", name) for name in self.require)
        yield from (("forbid", name) for name in self.forbid)


class Published(Shape):
    """What the network's publication calls this component: its ``$id``, and its name where that differs."""

    id: Text | None = None
    name: Text | None = None


class Component(Shape):
    """One component of a version of the data model: the template of one kind of row.

    Its origin is the publication, or the profile itself where the publication lacks it.
    """

    component: ComponentName
    version: Version
    kind: Literal["file", "record"]
    about: Text
    origin: Literal["published", "profile"] = "published"
    published: Published = Field(default_factory=Published)
    includes: Annotated[tuple[Key, ...], TUPLE] = ()
    attributes: Mapping[AttributeName, Attribute] = Field(default_factory=dict)
    conditions: Annotated[tuple[Condition, ...], TUPLE] = ()


class Group(Shape):
    """Attributes that several components share; a component's own attribute of the same name wins."""

    group: Key
    about: Text
    attributes: Mapping[AttributeName, Attribute]
