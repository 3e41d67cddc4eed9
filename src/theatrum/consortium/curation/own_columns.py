"""Components whose tables have a first column that is laid down, and whatever else a center likes."""

from collections.abc import Mapping
from functools import cache

from theatrum.checks.profile.discovery_file import read_discovery
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.consortium.profile.queries import in_force
from theatrum.drivers import installation


def first_columns() -> Mapping[str, tuple[str, ...]]:
    """Return the first columns of such components, by component."""
    return _read(installation.settings().profile)


@cache
def _read(place: str) -> Mapping[str, tuple[str, ...]]:
    return read_discovery(ProfileFolder.named(place), in_force()).first_columns
