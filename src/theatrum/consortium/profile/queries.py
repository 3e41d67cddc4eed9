"""The profile that this installation serves: read once, from the package or from a folder."""

from functools import cache
from pathlib import Path

from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.loading import load_profile
from theatrum.checks.profile.profile import Profile
from theatrum.drivers import installation


def in_force() -> Profile:
    """Return the profile in force. Raises ProfileInvalid naming file, line and key."""
    return _load(installation.settings().profile)


@cache
def _load(place: str) -> Profile:
    path = Path(place)
    is_folder = path.is_absolute() or len(path.parts) > 1
    return load_profile(ProfileFolder.at(path) if is_folder else ProfileFolder.packaged(place))
