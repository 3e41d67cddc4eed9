"""Who may download files of which component, as a profile writes it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from pydantic import BeforeValidator, Field

from theatrum.checks.profile.identifier_shapes import Requirement
from theatrum.checks.profile.shape import TUPLE, ComponentName, Key, Shape, Text


class Tier(StrEnum):
    """How far a file may go. Higher ones stand later."""

    OPEN = "open"
    CONTROLLED = "controlled"

    @property
    def rank(self) -> int:
        """The place in the order: what is higher is given to fewer."""
        return list(Tier).index(self)


def _read(value: object) -> object:
    return Tier(value) if isinstance(value, str) and value in set(Tier) else value


_TIER = BeforeValidator(_read)


class TierText(Shape):
    """What a tier is called on pages, and what it means to who looks at a file."""

    name: Text
    about: Text


class Tiers(Shape):
    """The tier of each component; those that are not named have the ``default``.

    ``readers`` are roles whose teams may download controlled files beside the center's own people, its liaison and
    the staff.
    """

    default: Annotated[Tier, _TIER] = Tier.OPEN
    components: Mapping[ComponentName, Annotated[Tier, _TIER]]
    readers: Annotated[tuple[Key, ...], TUPLE] = ()
    texts: Mapping[Annotated[Tier, _TIER], TierText] = Field(default_factory=dict)
    requirement: Requirement | None = None

    def of(self, component: str | None) -> Tier:
        """Return the tier of what a component describes; what no component describes is open."""
        return Tier.OPEN if component is None else self.components.get(component, self.default)

    @property
    def is_any_controlled(self) -> bool:
        """Whether there is anything that is not open."""
        return self.default is not Tier.OPEN or any(tier is not Tier.OPEN for tier in self.components.values())
