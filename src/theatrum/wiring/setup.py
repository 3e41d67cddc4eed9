"""Makes a process one of ours: settings in the environment, Django ready."""

import os

import django

from theatrum.doors.cli.starting import uncollected
from theatrum.drivers import installation
from theatrum.kernel.settings import Settings
from theatrum.wiring import environment

_SETTINGS_MODULE = "theatrum.wiring.django_settings"


def set_up_django(**overrides: object) -> Settings:
    """Read the settings (arguments win over the environment), make them this process' own, set Django up.

    Raises SettingsAreInvalid.
    """
    environment.export(environment.read_settings(**overrides), os.environ)
    os.environ["DJANGO_SETTINGS_MODULE"] = _SETTINGS_MODULE
    with uncollected():
        django.setup()
    return installation.settings()
