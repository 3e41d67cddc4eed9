"""Set-up of every test session: engine, data directory, marks, closed network.

Django is set up here and not by pytest-django, which would do it before the environment is right.
"""

import gc
import importlib
import os
import secrets
from collections.abc import Generator
from pathlib import Path

import django
import hypothesis
import pytest
from django.core.management import call_command
from pytest_django import DjangoDbBlocker

from tests.support import disk, engines, network, order

# What is imported and collected stays to the end; looking through it for garbage took a fifth of the start.
gc.disable()
# Before pytest-django configures Django, in the controlling process before it starts the workers.
engines.prepare()
os.environ["DJANGO_SETTINGS_MODULE"] = "theatrum.wiring.django_settings"
django.setup()
# A worker inherits the environment, and pytest-django would load the settings before it has its own.
del os.environ["DJANGO_SETTINGS_MODULE"]
network.close()
disk.spare()
# Needs the rooms, which need Django.
importlib.import_module("tests.support.screening").turn_off()
importlib.import_module("tests.support.gates").turn_off()
importlib.import_module("tests.support.passwords").cheapen()
# A slow machine is no failure; what was found is printed, so that it can be added as an example.
hypothesis.settings.register_profile("theatrum", deadline=None, print_blob=True)
hypothesis.settings.load_profile("theatrum")

pytest_plugins = ["tests.support.held_scenes"]
_DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "django_db_reset_sequences"}
_FOLDER_MARKS = {"flows": "flow", "contract": "contract", "browser": "browser"}


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Generator[None, None, None]:
    """Mark tests before others choose by marks, and put them into order after others did."""
    _mark(items)
    yield
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    items[:] = order.long_first([(item.path, item) for item in items], workers)


def _mark(items: list[pytest.Item]) -> None:
    """Mark tests by what they use and where they stand, so that nobody forgets a mark."""
    for item in items:
        for folder, mark in _FOLDER_MARKS.items():
            if folder in item.path.parts:
                item.add_marker(mark)
        fixtures = set(getattr(item, "fixturenames", ()))
        if item.get_closest_marker("django_db") or fixtures & _DATABASE_FIXTURES:
            item.add_marker("db")
        elif not any(item.get_closest_marker(mark) for mark in ("db", *_FOLDER_MARKS.values())):
            item.add_marker("unit")
        if any(not mark.args for mark in item.iter_markers("one_engine")):
            raise pytest.UsageError(f"{item.nodeid}: one_engine needs the reason why no other engine is asked")


def pytest_collection_finish() -> None:
    """Look for garbage again, in what tests make."""
    gc.freeze()
    gc.enable()


def pytest_report_header() -> str:
    """Name the engine at the top of the run."""
    return f"database: {engines.chosen_engine()}"


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """Give this process a test database of its own: a file in WAL, or one named after the worker.

    Replaces pytest-django's fixture, which would choose an in-memory SQLite database.
    """
    from django.conf import settings  # app ready
    from django.db import connections  # app ready

    name = f"test_theatrum_{engines.worker_name()}"
    for database in (settings.DATABASES["default"], connections["default"].settings_dict):
        if engines.chosen_engine() == "sqlite":
            name = str(engines.session_root() / engines.worker_name() / "test.sqlite3")
            disk.spare_commits(database)
        database.setdefault("TEST", {})["NAME"] = name


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Make the database once, and remember what the migrations seeded."""
    from tests.support.seeds import Seeds  # app ready

    with django_db_blocker.unblock():
        Seeds().keep()


@pytest.fixture(scope="session", autouse=True)
def static_files() -> None:
    """Collect the static files, as the server does at its start: pages name them by their hashes."""
    call_command("collectstatic", verbosity=0, interactive=False)


@pytest.fixture
def settings_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a fresh data directory that THEATRUM_DATA names; no other setting of ours is in the environment."""
    for name in [name for name in os.environ if name.startswith("THEATRUM_")]:
        monkeypatch.delenv(name)
    folder = tmp_path / "data"
    monkeypatch.setenv("THEATRUM_DATA", str(folder))
    return folder


@pytest.fixture
def process_environment(tmp_path: Path) -> dict[str, str]:
    """Return the environment for a `theatrum` process of the test's own: nobody else's data or database."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("THEATRUM_")}
    environment["THEATRUM_DATA"] = str(tmp_path / "data")
    if engines.chosen_engine() == "postgresql":
        environment["THEATRUM_DATABASE_URL"] = engines.database_url(f"theatrum_{secrets.token_hex(8)}")
    return environment
