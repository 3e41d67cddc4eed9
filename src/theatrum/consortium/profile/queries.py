"""The profile that this installation serves: read once, from the package or from a folder."""

from functools import cache, partial
from pathlib import Path

from theatrum.checks.model.component import registered_id
from theatrum.checks.model.library import imported_names, with_all_models
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.loading import load_profile
from theatrum.checks.profile.profile import Profile
from theatrum.drivers import installation
from theatrum.repository.schemas.names import SchemaId


def in_force() -> Profile:
    """Return the profile in force, with the data models in the folder ``models`` of the data directory.

    Raises ProfileInvalid naming file, line and key; ModelUnreadable.
    """
    settings = installation.settings()
    return _load(settings.profile, settings.data / "models")


def model_of(profile: Profile, schema_id: SchemaId) -> str | None:
    """Return the data model that has the component of a registered schema in this very version; None where none has."""
    for version, model in profile.models.items():
        component = model.components.get(schema_id.name)
        if component is not None and registered_id(component, profile.overlay) == str(schema_id):
            return version
    return None


@cache
def _load(place: str, models: Path) -> Profile:
    profile = load_profile(ProfileFolder.named(place), imported=partial(imported_names, models))
    return with_all_models(profile, models)
