"""Opening an installation that exists, and making one that does not."""

import os

from theatrum.consortium.profile.queries import in_force
from theatrum.kernel.settings import Settings
from theatrum.wiring import environment, logs, noting, premises, setup, upgrade
from theatrum.wiring.errors import CannotStart


def create(**overrides: object) -> Settings:
    """Make the data directory and the database where there are none; Django is ready afterwards.

    Raises CannotStart, DatabaseIsNewer, ProfileInvalid, SettingsAreInvalid.
    """
    settings = environment.read_settings(**overrides)
    premises.open_data_directory(settings.data)
    environment.export(settings, os.environ)
    setup.set_up_django()
    logs.configure(settings.log_format, level=logs.WARNING)
    in_force()
    upgrade.upgrade(settings.data / "backups")
    noting.note_profile()
    return settings


def open_existing(**overrides: object) -> Settings:
    """Make Django ready on an installation; one that a server of another version upgrades is refused.

    Raises CannotStart when there is none, DatabaseIsNewer, SettingsAreInvalid.
    """
    settings = environment.read_settings(**overrides)
    require_existing(settings)
    environment.export(settings, os.environ)
    setup.set_up_django()
    logs.configure(settings.log_format, level=logs.WARNING)
    upgrade.require_database()
    if todo := upgrade.pending():
        raise CannotStart(
            reason=f"The database still waits for {len(todo)} upgrade(s). They are made by: theatrum serve"
        )
    return settings


def require_existing(settings: Settings) -> None:
    """Raise CannotStart unless the data directory holds an installation, with its root key."""
    premises.require_root_key(settings.data)
    if not (settings.data / "secrets" / "root.key").exists():  # made once, by whoever makes the installation
        raise CannotStart(
            reason=f"There is no installation in {settings.data}. Name its directory with --data, "
            "or make one with: theatrum init"
        )
