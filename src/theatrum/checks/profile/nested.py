"""Walking through a file of the profile that was read: every mapping of it, wherever it stands."""

from collections.abc import Iterator, Mapping

from theatrum.checks.profile.documents import Place
from theatrum.checks.profile.shape import Shape


def shapes_in(place: Place, value: object) -> Iterator[tuple[Place, Shape]]:
    """Yield every mapping of the file, outer ones first, and where it stands."""
    if isinstance(value, Shape):
        yield place, value
        for name in type(value).model_fields:
            yield from shapes_in((*place, name), getattr(value, name))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from shapes_in((*place, index), item)
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield from shapes_in((*place, str(name)), item)
