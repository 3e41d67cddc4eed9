"""A sample installation: its people, an open release and some submissions, made by the real actions.

Every step makes only what is missing, so a first start that was interrupted goes on at the next.
"""

import shlex
import shutil
import sys
from pathlib import Path

from theatrum.checks.profile.folder import ProfileFolder
from theatrum.kernel.settings import Settings
from theatrum.wiring.errors import CannotStart
from theatrum.wiring.sample import Sample, SamplePerson, password, read_sample

_MARK = "demo"


def require_local(settings: Settings) -> Settings:
    """Return the settings if only this machine can reach the demo. Raises CannotStart."""
    if not settings.is_loopback or settings.public_url:
        raise CannotStart(
            reason="A demo is for this machine only: its logins are printed. Leave out --host and "
            "THEATRUM_PUBLIC_URL; for others make an installation with: theatrum init"
        )
    return settings


def seed(settings: Settings) -> str:
    """Fill a new data directory, or take up one that was filled; returns what to print.

    Raises CannotStart for an installation that is no demo.
    """
    from theatrum.wiring import seeding  # app ready

    mark = settings.data / "secrets" / _MARK
    if not mark.exists() and seeding.has_people():
        raise CannotStart(
            reason=f"{settings.data} is an installation, not a demo. Serve it with: theatrum serve --data "
            f"{settings.data}; or name another directory for the demo with --data."
        )
    mark.touch(mode=0o600)
    wanted = read_sample(ProfileFolder.packaged(settings.profile))
    project = seeding.seed(wanted)
    token = seeding.speaker_token(wanted.speaker, settings.data / "secrets" / "demo.token")
    return _lines(settings, wanted, token=token, project=project)


def _lines(settings: Settings, wanted: Sample, *, token: str, project: str) -> str:
    config = shlex.quote(str(settings.data / "synapseConfig"))
    width = max(len(person.username) for person in wanted.people)
    logins = [f"  {person.username:<{width}}  {password(person.username)}  {_what(person)}" for person in wanted.people]
    return "\n".join(
        [
            "",
            f"Theatrum's demo is at {settings.base_url}   (data: {settings.data}; Ctrl-C stops it)",
            "",
            "Sign in as:",
            *logins,
            "",
            f"Point synapseclient at it, as {wanted.speaker}:",
            f"  {_command()} client-config --url {settings.base_url} --token {token} --output {config}",
            f"  synapse --configPath {config} --skip-checks list {project}",
            "",
        ]
    )


def _command() -> str:
    """Return how a shell calls this program: after `make run` it stands in .venv/bin, where no shell looks."""
    beside = Path(sys.executable).with_name("theatrum")
    if shutil.which("theatrum") or not beside.exists():
        return "theatrum"
    here = Path.cwd()
    return shlex.quote(str(beside.relative_to(here) if beside.is_relative_to(here) else beside))


def _what(person: SamplePerson) -> str:
    what = "administrator" if person.administrator else (person.role or "no role").replace("_", " ")
    return f"{what} of {person.center}" if person.center else what
