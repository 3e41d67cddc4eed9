"""The profile that this installation serves: read once, from the package or from a folder."""

from functools import cache, partial
from pathlib import Path

from theatrum.checks.model.library import imported_names, with_all_models
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.loading import load_profile
from theatrum.checks.profile.profile import Profile
from theatrum.drivers import installation


def in_force() -> Profile:
    """Return the profile in force, with the data models in the folder ``models`` of the data directory.

    Raises ProfileInvalid naming file, line and key; ModelUnreadable.
    """
    settings = installation.settings()
    return _load(settings.profile, settings.data / "models")


@cache
def _load(place: str, models: Path) -> Profile:
    profile = load_profile(ProfileFolder.named(place), imported=partial(imported_names, models))
    return with_all_models(profile, models)
