"""Writes docs/reference from the code, so that the pages cannot be wrong: `make docs`.

A test compares the files with what this would write.
"""

import importlib
import pkgutil
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import django
from pydantic.fields import FieldInfo

import theatrum as package
from docs.privacy import privacy_page
from docs.states import states_page
from theatrum import checks
from theatrum.doors.cli.main import theatrum
from theatrum.kernel.errors import DomainError
from theatrum.kernel.settings import Settings

REFERENCE = Path(__file__).resolve().parent / "reference"
NOTE = "<!-- Written by `make docs`; edit the code instead. -->\n"

FAMILIES = {
    "cardinality": "How many records of a component a participant has.",
    "dates": "Dates that `theatrum dates` counts on the machine of whoever has them; the text of a cell is never told.",
    "file": "Files: their names, places and formats, and what rows say of them.",
    "format": "What stands inside files. How serious it is, and for which component, a consortium's profile says.",
    "identifier": "Identifiers that miss their form. A consortium's profile adds codes of its own for common slips.",
    "links": "Links between records: keys, parents, references, order in time.",
    "privacy": "What may identify a person. The value is never told.",
    "schema": "Cells and rows against the data model; after the name of the keyword of JSON Schema.",
    "table": "How a table was read.",
}


def pages() -> dict[str, str]:
    """Return every generated page by its file name."""
    return {
        "settings.md": settings_page(),
        "errors.md": errors_page(),
        "commands.md": commands_page(),
        "findings.md": findings_page(),
        "operations.md": operations_page(),
        "privacy.md": NOTE + privacy_page(),
        "states.md": NOTE + states_page(),
    }


def settings_page() -> str:
    """List the settings with their environment variables."""
    rows = "\n".join(_setting(name, field) for name, field in Settings.model_fields.items())
    return f"""{NOTE}
# Settings

All come from the environment, none must be set. For a secret, write the name with `_FILE` at its end and give
the path of a file that holds it. `theatrum doctor` reports variables that mean nothing.

| variable | default | what it is |
|---|---|---|
{rows}
"""


def _setting(name: str, field: FieldInfo) -> str:
    default = field.default if field.default not in {"", None} else ""
    return f"| `THEATRUM_{name.upper()}` | {f'`{default}`' if default != '' else ''} | {field.description} |"


def errors_page() -> str:
    """List the errors with their codes, in the code's order."""
    from theatrum.doors.api.errors import WIRE_ONLY  # app ready

    rows = "\n".join(_error(error) for error in sorted(errors(), key=lambda error: error.code))
    wire_only = "\n".join(f"| `{code}` | {status} | {when} |" for code, (status, when) in sorted(WIRE_ONLY.items()))
    return f"""{NOTE}
# Errors

What a refused request is told. The code is stable: scripts may rely on it. The kind decides the HTTP status.

| code | kind | HTTP | when |
|---|---|---|---|
{rows}

Only on the wire (`/repo`, `/auth`, `/file`):

| code | HTTP | when |
|---|---|---|
{wire_only}
"""


def _error(error: type[DomainError]) -> str:
    from theatrum.doors.api.errors import STATUS  # app ready

    when = (error.__doc__ or "").strip().partition("\n\n")[0]
    return f"| `{error.code}` | {error.kind.value} | {STATUS[error.kind]} | {' '.join(when.split())} |"


def errors() -> list[type[DomainError]]:
    """Return every concrete error of the program."""
    for module in pkgutil.walk_packages(package.__path__, "theatrum."):
        if ".migrations" not in module.name and not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    return [error for error in _descendants(DomainError) if "code" in vars(error)]


def _descendants(error: type[DomainError]) -> Iterator[type[DomainError]]:
    for child in error.__subclasses__():
        if child.__module__.startswith("theatrum."):
            yield child
            yield from _descendants(child)


def findings_page() -> str:
    """List the codes of findings, family by family."""
    families: dict[str, list[str]] = {}
    for code, meaning in sorted(finding_codes().items()):
        families.setdefault(code.partition(".")[0], []).append(f"| `{code}` | {meaning} |")
    tables = "\n".join(
        f"## {family}\n\n{FAMILIES[family]}\n\n| code | when |\n|---|---|\n{chr(10).join(rows)}\n"
        for family, rows in families.items()
    )
    return f"""{NOTE}
# Findings

What a check has to say about data. The code is stable: scripts may rely on it. How serious a finding is, the rule
decides that it comes from; [Checking a submission](../guide/check.md) says what reports hold.

{tables}"""


def finding_codes() -> dict[str, str]:
    """Return every code of a finding with its meaning: what the modules named `codes` list."""
    found: dict[str, str] = {}
    for module in pkgutil.walk_packages(checks.__path__, "theatrum.checks."):
        if module.name.endswith(".codes"):
            found |= getattr(importlib.import_module(module.name), "CODES", {})
    return found


def commands_page() -> str:
    """Show every command's own help."""
    texts = "\n".join(
        _commands(
            theatrum, click.Context(theatrum, info_name="theatrum", terminal_width=100, **theatrum.context_settings)
        )
    )
    return f"{NOTE}\n# Commands\n\n{texts}"


def _commands(command: click.Command, context: click.Context) -> Iterator[str]:
    yield f"## {context.command_path}\n\n```\n{command.get_help(context)}\n```\n"
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            if child is not None and not child.hidden:
                yield from _commands(child, click.Context(child, info_name=name, parent=context, terminal_width=100))


def operations_page() -> str:
    """List the operations of the wire, service by service."""
    from theatrum.doors.api import urls  # app ready
    from theatrum.doors.api.openapi import address, summary  # app ready

    tables = ""
    for service, rooms in urls.SERVICES.items():
        found = sorted((address(service, one), one.method, summary(one)) for each in rooms for one in each.declared)
        rows = "\n".join(f"| `{method} {path}` | {told} |" for path, method, told in found)
        tables += f"## /{service}/v1\n\n| operation | what it does |\n|---|---|\n{rows}\n\n"
    return f"""{NOTE}
# Operations

What the server answers of Synapse's REST API, and what it adds. Bodies and answers are in the OpenAPI document at
`/repo/v1/openapi.json`; where they differ from Synapse's, [Deviations](deviations.md) says how.

{tables.rstrip()}
"""


def main(folder: Path = REFERENCE) -> None:
    """Write the pages into a folder."""
    django.setup()
    for name, text in pages().items():
        (folder / name).write_text(text, encoding="utf-8")
        print(f"docs/reference/{name}")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
