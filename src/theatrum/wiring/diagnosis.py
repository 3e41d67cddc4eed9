"""What ``theatrum doctor`` looks at. Each look is one small function; one that raises is itself a finding."""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from theatrum.doors.cli.composition import Diagnosis, Level
from theatrum.kernel.errors import DomainError
from theatrum.kernel.settings import GIBIBYTE, MEBIBYTE, Settings
from theatrum.wiring import environment, installing, logs, setup

_CLOCK_TOLERANCE = timedelta(seconds=5)
_WAITS_LONG = timedelta(minutes=5)
_MOST_SAMPLED = 20_000
_AT_ONCE = 16
Look = Callable[[Settings], Iterator[Diagnosis]]


def diagnose(**overrides: object) -> list[Diagnosis]:
    """Look at everything; what cannot even be opened ends the list."""
    found = list(_variables())
    try:
        settings = environment.read_settings(**overrides)
        found += _data_directory(settings)
        installing.require_existing(settings)
        environment.export(settings, os.environ)
        setup.set_up_django()
        logs.configure(settings.log_format, level=logs.ERROR)
    except DomainError as error:
        return [*found, Diagnosis("installation", Level.FAIL, str(error))]
    outside: tuple[Look, ...] = (_secrets, _settings, _profile, _disk, _database)
    inside: tuple[Look, ...] = (_clock, _audit, _roles, _bucket, _blobs, _jobs, _workers)
    for look in outside:
        found += _guarded(look, settings)
    if found[-1].level is Level.OK:  # nothing more can be seen in a database that is not up to date
        for look in inside:
            found += _guarded(look, settings)
    return found


def _guarded(look: Look, settings: Settings) -> list[Diagnosis]:
    name = look.__name__.strip("_")
    try:
        return list(look(settings))
    except DomainError as error:
        return [Diagnosis(name, Level.FAIL, str(error))]
    except Exception as error:  # noqa: BLE001  # whatever it is, the next look follows
        reason = " ".join(str(error).split())
        return [Diagnosis(name, Level.FAIL, f"cannot be looked at: {type(error).__name__}: {reason}")]


def _variables() -> Iterator[Diagnosis]:
    unknown = environment.unknown_variables(os.environ)
    if unknown:
        advice = "They mean nothing; look for a misspelling in docs/guide/operate.md."
        yield Diagnosis("variables", Level.WARN, f"unknown: {', '.join(unknown)}", advice)
    else:
        yield Diagnosis("variables", Level.OK, "every THEATRUM_ variable is known")


def _data_directory(settings: Settings) -> Iterator[Diagnosis]:
    if not settings.data.is_dir():
        return
    mode = settings.data.stat().st_mode & 0o077
    if mode:
        advice = f"Others may look into it: chmod 700 {settings.data}"
        yield Diagnosis("data directory", Level.WARN, f"{settings.data} is open to other users", advice)
    elif not os.access(settings.data, os.W_OK):
        yield Diagnosis("data directory", Level.FAIL, f"{settings.data} cannot be written by this user")
    else:
        yield Diagnosis("data directory", Level.OK, str(settings.data))


def _secrets(settings: Settings) -> Iterator[Diagnosis]:
    kept = [settings.data / "secrets", *(settings.data / "secrets").iterdir(), *settings.data.glob("*.sqlite3")]
    if is_open := [str(path.relative_to(settings.data)) for path in kept if path.stat().st_mode & 0o077]:
        advice = f"chmod -R go= {settings.data}"
        level = Level.FAIL if settings.data.stat().st_mode & 0o077 else Level.WARN
        yield Diagnosis("secrets", level, f"made for other users too: {', '.join(is_open)}", advice)
    else:
        yield Diagnosis("secrets", Level.OK, "for this user only")


def _settings(settings: Settings) -> Iterator[Diagnosis]:
    problem, advice = "", ""
    if settings.debug and not settings.is_loopback:
        problem, advice = "debug is on", "Tracebacks would be shown to everybody: unset THEATRUM_DEBUG."
    elif not settings.is_loopback and not settings.public_url:
        problem = f"listens on {settings.host}, and links name {settings.base_url}"
        advice = "Set THEATRUM_PUBLIC_URL to the address that users see."
    elif settings.public_url.startswith("http://"):
        problem = "the public URL is not https"
        advice = "Passwords and tokens travel in clear text. Put a proxy with TLS in front: docs/guide/operate.md."
    elif settings.public_url and not settings.trusted_proxies:
        problem = "there is a public URL, and no proxy is trusted"
        advice = "Behind a proxy set THEATRUM_TRUSTED_PROXIES, or everybody has the proxy's address."
    if problem:
        yield Diagnosis("settings", Level.WARN, problem, advice)
    else:
        yield Diagnosis("settings", Level.OK, f"served at {settings.base_url}")
    if not settings.smtp_url:
        advice = "Administrators copy links from the page Mail; set THEATRUM_SMTP_URL to send them."
        yield Diagnosis("mail", Level.OK, "kept in a folder, as there is no SMTP server", advice)


def _profile(settings: Settings) -> Iterator[Diagnosis]:
    from theatrum.consortium.profile.queries import in_force  # app ready

    try:
        in_force()
    except DomainError as error:
        yield Diagnosis("profile", Level.FAIL, str(error), "THEATRUM_PROFILE names it.")
    else:
        yield Diagnosis("profile", Level.OK, settings.profile)


def _disk(settings: Settings) -> Iterator[Diagnosis]:
    usage = shutil.disk_usage(settings.data)
    free = f"{usage.free / GIBIBYTE:.1f} GiB free of {usage.total / GIBIBYTE:.1f}"
    if usage.free < settings.blobs_reserve:
        yield Diagnosis("disk", Level.FAIL, free, "Uploads are refused. Make room, or lower THEATRUM_BLOBS_RESERVE.")
    elif usage.free < max(2 * settings.blobs_reserve, 512 * MEBIBYTE):
        yield Diagnosis("disk", Level.WARN, free, "Make room soon.")
    else:
        yield Diagnosis("disk", Level.OK, free)


def _database(settings: Settings) -> Iterator[Diagnosis]:
    from theatrum.wiring import upgrade  # app ready

    upgrade.require_database()
    kind = "PostgreSQL" if settings.database_url else "SQLite"
    if newer := upgrade.unknown():
        yield Diagnosis("database", Level.FAIL, f"written by a newer version: {', '.join(newer)}", "Install that one.")
    elif todo := upgrade.pending():
        yield Diagnosis("database", Level.WARN, f"{len(todo)} upgrades wait", "theatrum serve makes them.")
    else:
        yield Diagnosis("database", Level.OK, f"{kind}, up to date")


def _clock(settings: Settings) -> Iterator[Diagnosis]:
    from django.db import connection  # app ready

    if not settings.database_url:
        moment = datetime.fromtimestamp(time.time(), UTC)
        yield Diagnosis("clock", Level.OK, f"{moment:%Y-%m-%d %H:%M:%S} UTC")
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        theirs = cursor.fetchone()[0]
    apart = abs(datetime.now(UTC) - theirs)
    if apart > _CLOCK_TOLERANCE:
        advice = "Let both machines follow a time server; signed addresses live for minutes."
        yield Diagnosis("clock", Level.FAIL, f"{apart.total_seconds():.0f} s away from the database's", advice)
    else:
        yield Diagnosis("clock", Level.OK, "as the database's")


def _audit(_settings: Settings) -> Iterator[Diagnosis]:
    from theatrum.repository.audit import queries  # app ready

    broken = next(queries.broken_links(), None)
    if broken is not None:
        advice = "Somebody changed it, or a wrong root.key is used. Compare with a backup."
        yield Diagnosis("audit log", Level.FAIL, f"the chain breaks at event {broken}", advice)
    else:
        yield Diagnosis("audit log", Level.OK, "the chain holds")


def _roles(_settings: Settings) -> Iterator[Diagnosis]:
    from theatrum.consortium.centers.following import strays  # app ready
    from theatrum.consortium.centers.queries import team_names  # app ready
    from theatrum.consortium.profile.queries import in_force  # app ready
    from theatrum.repository.accounts.models import Team, User  # app ready
    from theatrum.repository.accounts.principals import OPERATOR_ID  # app ready

    administrators = User.objects.filter(is_administrator=True).values("pk")
    teams = Team.objects.filter(name__in=team_names(in_force()))
    others = teams.exclude(created_by=OPERATOR_ID).exclude(created_by__in=administrators)
    taken = others.order_by("name").values_list("name", flat=True)
    if odd := strays(in_force()):
        advice = "They have its rights without a personnel form: file one, or call an administrator."
        yield Diagnosis("roles", Level.WARN, f"in a team of a center without a form: {', '.join(odd[:5])}", advice)
    if taken:
        advice = "Whoever is in such a team has its rights. Look at its members, and at who made it."
        yield Diagnosis("roles", Level.WARN, f"not made by an administrator: {', '.join(taken)}", advice)
    else:
        yield Diagnosis("roles", Level.OK, f"{teams.count()} teams hold roles, all made by administrators")


def _bucket(settings: Settings) -> Iterator[Diagnosis]:
    from theatrum.drivers.blobs.installed import store  # app ready
    from theatrum.drivers.blobs.s3.diagnosing import try_bucket  # app ready
    from theatrum.drivers.blobs.s3.store import S3Blobs  # app ready

    bucket = store()
    if not isinstance(bucket, S3Blobs):
        return
    for trial in try_bucket(bucket, origin=settings.base_url):
        level = Level.OK if not trial.advice else Level.WARN if trial.is_harmless else Level.FAIL
        yield Diagnosis("bucket", level, trial.found, trial.advice)
    if settings.blobs_quota:
        advice = "Set one at the service, and unset THEATRUM_BLOBS_QUOTA: it counts files on disk only."
        yield Diagnosis("bucket", Level.WARN, "no quota is kept of a bucket", advice)


def _blobs(settings: Settings) -> Iterator[Diagnosis]:
    from theatrum.drivers.blobs.installed import store  # app ready
    from theatrum.repository.files import orphans  # app ready
    from theatrum.repository.files.models import FileHandle, Verification  # app ready

    here = FileHandle.objects.exclude(verification__in=[Verification.FAILED, Verification.NONE])
    wanted = here.order_by("-pk")
    keys = list(wanted.values_list("key", flat=True)[:_MOST_SAMPLED])
    # Each is a question of its own, where they are in a bucket.
    with ThreadPoolExecutor(_AT_ONCE) as threads:
        missing = [key for key, is_there in zip(keys, threads.map(store().exists, keys), strict=True) if not is_there]
    if missing:
        message = f"{len(missing)} of {len(keys)} files have no bytes, such as {missing[0]}"
        place = settings.blobs_url or "blobs/ in the data directory"
        yield Diagnosis("files", Level.FAIL, message, f"Restore them from a backup: {place}.")
    else:
        yield Diagnosis("files", Level.OK, f"the bytes of {len(keys)} files are there")
    if lost := list(orphans.orphans(age=2 * orphans.AGE, most=_MOST_SAMPLED)):
        message = f"{len(lost)} stored files belong to nothing, such as {lost[0].key}"
        advice = "A worker deletes them every day: is one running?"
        yield Diagnosis("lost files", Level.WARN, message, advice)


def _jobs(_settings: Settings) -> Iterator[Diagnosis]:
    from theatrum.drivers.jobs import queries  # app ready

    failed, stuck = queries.failed_jobs(), queries.stuck_jobs(waiting_for=_WAITS_LONG)
    if stuck.exists():
        advice = "Is a worker running? theatrum serve has one; theatrum worker starts more."
        yield Diagnosis("jobs", Level.FAIL, f"{stuck.count()} wait for more than five minutes", advice)
    if latest := failed.first():
        advice = f"theatrum admin job list shows all; theatrum admin job again {latest.id} runs one again."
        message = f"{failed.count()} have failed, last {latest.name}: {latest.error}"
        yield Diagnosis("failed jobs", Level.WARN, message, advice)
    if not stuck.exists() and latest is None:
        yield Diagnosis("jobs", Level.OK, f"{queries.unfinished_count()} wait or run, none has failed")


def _workers(_settings: Settings) -> Iterator[Diagnosis]:
    from theatrum.drivers.jobs import queries  # app ready

    alive = [worker.executor_id for worker in queries.live_workers()]
    if alive:
        yield Diagnosis("workers", Level.OK, ", ".join(alive))
    for worker in queries.silent_workers():
        message = f"{worker.executor_id} on {worker.host} was last seen at {worker.seen_at:%Y-%m-%d %H:%M} UTC"
        yield Diagnosis("workers", Level.WARN, message, "Another worker takes its jobs over as soon as one runs.")
    if not alive:
        yield Diagnosis("workers", Level.WARN, "none is running", "Jobs wait until theatrum serve or worker runs.")
