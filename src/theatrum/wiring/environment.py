"""The only reader of the environment: THEATRUM_* variables become the typed settings."""

import os
from collections.abc import Mapping, MutableMapping
from pathlib import Path

from pydantic import ValidationError

from theatrum.kernel.errors import DomainError, Kind
from theatrum.kernel.settings import Settings

PREFIX = "THEATRUM_"
# Read by the tests and the make targets, not by the program.
FOREIGN = frozenset({"THEATRUM_TEST_DATABASE", "THEATRUM_SHARED", "THEATRUM_REQUIRE_BROWSER"})


class SettingsAreInvalid(DomainError):
    """The environment holds a setting that cannot be used."""

    code = "settings.invalid"
    kind = Kind.INVALID
    template = "{reason}"


def read_settings(environ: Mapping[str, str] | None = None, /, **overrides: object) -> Settings:
    """Build the settings from the environment; arguments (command-line flags) win.

    Raises SettingsAreInvalid naming the variable and what it should be.
    """
    environ = os.environ if environ is None else environ
    values: dict[str, object] = {}
    for field in Settings.model_fields:
        text = _value(environ, PREFIX + field.upper())
        if text is not None:
            values[field] = text
    values.update({name: value for name, value in overrides.items() if value is not None})
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        raise SettingsAreInvalid(reason=_explain(error)) from error
    return settings.model_copy(update={"data": settings.data.expanduser().absolute()})


def export(settings: Settings, environ: MutableMapping[str, str]) -> None:
    """Write settings into an environment, so that child processes start with the same ones."""
    for name, value in settings.model_dump(mode="json").items():
        environ[PREFIX + name.upper()] = str(value)


def of_web_process(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a web process: half of the cores judge tables, and leave the others to who waits.

    Where all did, whoever types in a grid would hear of nothing while somebody else pastes a large table.
    """
    return {"POLARS_MAX_THREADS": str(max(1, (os.cpu_count() or 1) // 2)), **environ}


def unknown_variables(environ: Mapping[str, str]) -> list[str]:
    """List THEATRUM_* variables that mean nothing: usually a misspelt setting."""
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    known |= {f"{name}_FILE" for name in known} | FOREIGN
    return sorted(name for name in environ if name.startswith(PREFIX) and name not in known)


def _value(environ: Mapping[str, str], name: str) -> str | None:
    if path := environ.get(f"{name}_FILE"):
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeError) as error:
            raise SettingsAreInvalid(reason=f"{name}_FILE names {path!r}, which cannot be read: {error}") from error
    return environ.get(name)


def _explain(error: ValidationError) -> str:
    found = [(str(item["loc"][0]).upper(), item["msg"].removeprefix("Value error, ")) for item in error.errors()]
    lines = [f"{PREFIX}{name}: {message}" for name, message in found]
    return "Some settings cannot be used.\n  " + "\n  ".join(lines)
