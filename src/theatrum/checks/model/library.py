"""Data models that somebody imported, in a folder: ``FOLDER/PROFILE/NAME/COMPONENT-vVERSION-schema.json``."""

import re
from pathlib import Path

from theatrum.checks.model.errors import ModelUnknown
from theatrum.checks.model.imported import read_published
from theatrum.checks.model.schemas import with_imported
from theatrum.checks.profile.profile import Profile

# The name of a model is the name of a folder, on every system.
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


def place_of(folder: Path, profile: Profile, name: str) -> Path:
    """Return where a model is kept."""
    return folder / profile.name / name


def imported_names(folder: Path, profile: str) -> list[str]:
    """Return the names of the models that a folder has for a profile, older versions first; it need not be there."""
    root = folder / profile
    found = (path.name for path in root.iterdir() if path.is_dir()) if root.is_dir() else ()
    return sorted((name for name in found if NAME.fullmatch(name)), key=_by_number)


def with_model(profile: Profile, version: str, folder: Path) -> Profile:
    """Return the profile with a model in it: one of its own, else one of the folder's.

    ``version`` is a version, or the name that a model was imported under. Raises ModelUnknown, ModelUnreadable.
    """
    if version in profile.models:
        return profile
    imported = imported_names(folder, profile.name)
    if version not in imported:
        known = ", ".join([*profile.models, *imported])
        fix = f"There is {known}; theatrum model import reads a folder of published schemas."
        raise ModelUnknown(version=version, fix=fix)
    return with_imported(profile, version, read_published(place_of(folder, profile, version)))


def with_all_models(profile: Profile, folder: Path) -> Profile:
    """Return the profile with every model of a folder in it. Raises ModelUnreadable."""
    for name in imported_names(folder, profile.name):
        profile = with_model(profile, name, folder)
    return profile


def _by_number(name: str) -> tuple[tuple[int, int, str], ...]:
    # As numbers: 1.10.0 is after 1.9.0.
    parts = re.split(r"[._-]", name)
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts)
