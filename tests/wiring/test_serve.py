"""Serving in real processes: what answers, what refuses to start, how it ends and what survives a kill."""

import fcntl
import os
import signal
import socket
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.support.installations import Installation, Serving, migrated_installation, new_installation

pytestmark = pytest.mark.db


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    return migrated_installation(tmp_path)


def test_server_answers_and_stops_cleanly_at_its_first_start_and_the_next(tmp_path: Path) -> None:
    """In a directory that others may enter, too; each signal ends it, and the second start takes up the same data."""
    installation = new_installation(tmp_path)
    installation.data.mkdir(parents=True)
    installation.data.chmod(0o755)
    keys = []
    for number in (signal.SIGTERM, signal.SIGINT):
        with installation.serving() as server:
            assert server.get("/healthz") == (200, b'{"status": "ok"}')
            assert server.get("/account/login/")[0] == 200
            with pytest.raises(urllib.error.HTTPError) as error:
                server.get("/repo/v1/no/such/route")
            assert error.value.code == 404
            error.value.close()
            made = [path for path in installation.data.rglob("*") if "static" not in path.parts]
            assert [path for path in made if path.stat().st_mode & 0o077] == []
            assert server.stop(number) == 0
        keys.append((installation.data / "secrets" / "root.key").read_bytes())
    assert keys[0] == keys[1]
    assert (installation.data / "static" / "staticfiles.json").exists()


@pytest.mark.one_engine("refused before a database is opened")
@pytest.mark.parametrize("reach", [{"THEATRUM_HOST": "0.0.0.0"}, {"THEATRUM_PUBLIC_URL": "https://dcc.example.org"}])  # noqa: S104  # refused
def test_tracebacks_are_not_served_to_others(installation: Installation, reach: dict[str, str]) -> None:
    refused = installation.run("serve", "--port", "1", THEATRUM_DEBUG="1", **reach)
    assert refused.returncode == 1
    assert "THEATRUM_DEBUG" in refused.stderr


@pytest.mark.one_engine("about ports, hosts and the lock of the folder")
def test_strange_host_is_one_line_in_the_log_and_a_second_server_is_refused(installation: Installation) -> None:
    with installation.serving() as server:
        request = urllib.request.Request(f"{server.url}/account/login/", headers={"Host": "evil.example"})  # noqa: S310  # our own server
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(request)  # noqa: S310  # as above
        assert refused.value.code == 400
        refused.value.close()
        assert "Traceback" not in server.log.until("status=400")
        second = installation.run("serve", "--port", "1")
        assert second.returncode == 1
        assert f"is served already, by process {server.process.pid}" in second.stderr
        assert len(second.stderr.strip().splitlines()) == 1


@pytest.mark.one_engine("about ports, hosts and the lock of the folder")
def test_taken_port_is_refused_in_one_line(installation: Installation) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = installation.run("serve", "--port", str(port), THEATRUM_LOG_FORMAT="json")
    assert refused.returncode == 1
    assert f"Cannot listen on 127.0.0.1 port {port}" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.one_engine("refused before a database is opened")
def test_directory_that_cannot_be_made_is_refused_in_one_line(installation: Installation, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    refused = installation.run("serve", "--data", tmp_path / "file" / "data")
    assert refused.returncode == 1
    assert "cannot be written" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.one_engine("refused before a database is opened")
def test_setting_that_cannot_be_used_is_named(installation: Installation) -> None:
    refused = installation.run("serve", THEATRUM_THREADS="many")
    assert refused.returncode == 1
    assert "THEATRUM_THREADS" in refused.stderr


@pytest.mark.one_engine("the supervisor asks no database")
def test_killed_children_are_started_again_and_end_when_the_supervisor_is_killed(installation: Installation) -> None:
    with installation.serving() as server:
        server.log.await_line("worker started")
        for child, started in ((0, "web process started"), (1, "worker started")):
            before = _by_kind(server)
            os.kill(before[child], signal.SIGKILL)
            server.log.await_line("a process died and is started again")
            server.log.await_line(started)
            assert server.get("/healthz")[0] == 200
            assert before[child] not in server.children()
        server.process.kill()
        server.process.wait()
        # Each child holds the directory's lock: it can be had when the last of them has ended.
        with (installation.data / "locks" / "serve").open() as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
    with installation.serving() as server:  # the directory is free again
        assert server.stop() == 0


def _by_kind(server: Serving) -> list[int]:
    """Return the ids of the web process and of the worker, whichever was started later."""
    commands = {child: Path(f"/proc/{child}/cmdline").read_text() for child in server.children()}
    return sorted(commands, key=lambda child: "theatrum.wiring.work" in commands[child])


def test_several_web_processes_share_the_port_on_postgresql_only(installation: Installation) -> None:
    if "THEATRUM_DATABASE_URL" not in installation.environment:
        refused = installation.run("serve", THEATRUM_WEB_PROCESSES="2")
        assert refused.returncode == 1
        assert "needs PostgreSQL" in refused.stderr
        return
    with installation.serving(THEATRUM_WEB_PROCESSES="2") as server:
        server.log.await_all("web process started", "web process started", "worker started")
        assert len(server.children()) == 3
        assert {server.get("/healthz")[0] for _ in range(20)} == {200}
        assert server.stop() == 0


def test_worker_of_its_own_starts_and_stops(installation: Installation) -> None:
    assert installation.run("init", "--email", "boss@example.org").returncode == 0
    for number in (signal.SIGTERM, signal.SIGINT):
        with installation.working() as (process, log):
            log.await_line("worker started")
            process.send_signal(number)
            assert process.wait() == 0
