"""An edit of the profile in force, read and compared before anybody puts it in force."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial

from theatrum.checks.model.library import imported_names, with_all_models
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.profile import Profile
from theatrum.checks.revision.comparing import Change, compare
from theatrum.checks.revision.reading import fingerprint, read_edit
from theatrum.consortium.profile.queries import in_force
from theatrum.drivers import installation


@dataclass(frozen=True, slots=True)
class Edit:
    """An edited profile, and what differs from the one in force."""

    profile: Profile
    changes: tuple[Change, ...]


def read(files: Mapping[str, bytes], *, is_whole: bool) -> Edit:
    """Read an edit: a whole profile, or some files of the one in force written anew.

    Nothing is put in force. Raises ProfileInvalid naming file, line and key; EditRefused.
    """
    folder, models = _folder(), installation.settings().data / "models"
    profile = read_edit(
        files,
        name=folder.name,
        below=None if is_whole else folder.root,
        imported=partial(imported_names, models),
    )
    profile = with_all_models(profile, models)
    return Edit(profile, compare(in_force(), profile))


def fingerprint_in_force() -> str:
    """Return the SHA-256 over the files of the profile in force, as they were when it was first asked for."""
    return _fingerprint(installation.settings().profile)


def files_in_force() -> list[str]:
    """Return the YAML files at the top of the profile in force, which people edit."""
    return sorted(one.name for one in _folder().root.iterdir() if one.name.endswith(".yaml"))


def text_in_force(file: str) -> str:
    """Return one of ``files_in_force``. Raises ProfileInvalid for a file that is none of them."""
    return _folder().text(file if file in files_in_force() else "profile.yaml")


def _folder() -> ProfileFolder:
    return ProfileFolder.named(installation.settings().profile)


@cache
def _fingerprint(place: str) -> str:
    return fingerprint(ProfileFolder.named(place).root)
