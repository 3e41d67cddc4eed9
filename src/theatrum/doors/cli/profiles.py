"""Which consortium and which version of its data model a command works with. Works offline."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from theatrum.doors.cli.starting import uncollected

if TYPE_CHECKING:  # pydantic takes longer to import than --help may
    from theatrum.checks.profile.profile import Profile

profile_option = click.option(
    "--profile", "profile", help="The consortium: a packaged profile, or a folder. Default: the packaged one."
)
models_option = click.option(
    "--models",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of imported data models. Default: that of this user.",
)


def chosen_profile(place: str | None) -> "Profile":
    """Return a profile by its name or folder, the default one for None. Raises ProfileInvalid."""
    with uncollected():
        from theatrum.checks.profile.folder import ProfileFolder  # slow import
        from theatrum.checks.profile.loading import load_profile  # slow import

        return load_profile(ProfileFolder.named(profile_place(place)))


def profile_place(place: str | None) -> str:
    """Return the name or folder of a profile, that of the default one for None."""
    from theatrum.kernel.settings import Settings  # slow import

    return place or str(Settings.model_fields["profile"].default)


def newest_model(profile: "Profile") -> str:
    """Return the version of the data model that the newest release uses, else the last one that the profile has."""
    releases = sorted(profile.releases.values(), key=lambda release: release.number)
    return releases[-1].model if releases else list(profile.models)[-1]


def models_folder(chosen: Path | None) -> Path:
    """Return the folder in which imported data models are kept."""
    return chosen or Path(click.get_app_dir("theatrum")) / "models"
