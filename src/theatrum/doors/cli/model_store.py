"""Keeps an imported data model in a folder."""

import shutil
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import ClassVar

from theatrum.checks.model.defects import defects_of
from theatrum.checks.model.imported import PublishedComponent, file_name, read_published
from theatrum.checks.model.library import NAME, place_of
from theatrum.checks.model.schemas import with_imported
from theatrum.checks.profile.profile import Profile
from theatrum.kernel.errors import DomainError, Kind


class ModelIsPackaged(DomainError):
    """A model of that version comes with the profile."""

    code: ClassVar[str] = "cli.model_is_packaged"
    kind: ClassVar[Kind] = Kind.CONFLICT
    template: ClassVar[str] = "Version {name} comes with the profile. Give this one another name with --name."


class ModelNameUnusable(DomainError):
    """A model cannot be called so."""

    code: ClassVar[str] = "cli.model_name_unusable"
    kind: ClassVar[Kind] = Kind.INVALID
    template: ClassVar[str] = "{name!r} cannot be a name: use letters, digits, dots, hyphens and underscores."


@dataclass(frozen=True, slots=True)
class StoredModel:
    """What was imported, and where it is."""

    name: str
    version: str
    components: list[str]
    place: Path
    replaced: bool
    defects: int

    def facts(self) -> dict[str, object]:
        """Return it as a script reads it."""
        return {**asdict(self), "place": str(self.place)}


def store(profile: Profile, source: Path, folder: Path, *, version: str | None, name: str | None) -> StoredModel:
    """Read a folder of published schemas, and keep it under a name.

    Raises ModelUnreadable, ModelIsPackaged, ModelNameUnusable.
    """
    published = read_published(source, version)
    number = published[0].version
    label = name or number
    if not NAME.fullmatch(label):
        raise ModelNameUnusable(name=label)
    if label in profile.models:
        raise ModelIsPackaged(name=label)
    whole = with_imported(profile, label, published)
    defects = sum(len(defects_of(whole, one.component, label)) for one in published)
    place = place_of(folder, profile, label)
    replaced = _replace(place, source, published)
    return StoredModel(label, number, [one.component for one in published], place, replaced, defects)


def _replace(place: Path, source: Path, published: list[PublishedComponent]) -> bool:
    """Write the files aside and change folders then: nobody ever reads half a model. Returns whether there was one."""
    place.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(dir=place.parent, prefix=".import-"))
    try:
        fresh, old = aside / "new", aside / "old"
        fresh.mkdir()
        for one in published:
            shutil.copyfile(source / one.file, fresh / file_name(one))
        was_there = place.exists()
        if was_there:
            place.rename(old)
        fresh.rename(place)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return was_there
