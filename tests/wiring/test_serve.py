"""Serving in real processes: what answers, what refuses to start, how it ends and what survives a kill."""

import fcntl
import os
import signal
import socket
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.support.installations import Installation, new_installation

pytestmark = pytest.mark.db


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    return new_installation(tmp_path)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_server_answers_and_stops_cleanly(installation: Installation, number: int) -> None:
    with installation.serving() as server:
        assert server.get("/healthz") == (200, b'{"status": "ok"}')
        assert server.get("/account/login/")[0] == 200
        with pytest.raises(urllib.error.HTTPError) as error:
            server.get("/repo/v1/no/such/route")
        assert error.value.code == 404
        error.value.close()
        assert server.stop(number) == 0
    assert (installation.data / "static" / "staticfiles.json").exists()


def test_strange_host_is_one_line_in_the_log(installation: Installation) -> None:
    with installation.serving() as server:
        request = urllib.request.Request(f"{server.url}/account/login/", headers={"Host": "evil.example"})  # noqa: S310  # our own server
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(request)  # noqa: S310  # as above
        assert refused.value.code == 400
        refused.value.close()
        assert "Traceback" not in server.log.until("status=400")
        server.stop()


def test_second_start_takes_up_the_same_data(installation: Installation) -> None:
    with installation.serving() as server:
        server.stop()
    key = (installation.data / "secrets" / "root.key").read_bytes()
    with installation.serving() as server:
        assert server.get("/healthz")[0] == 200
        server.stop()
    assert (installation.data / "secrets" / "root.key").read_bytes() == key


def test_files_in_a_directory_that_others_may_enter_are_for_this_user_only(installation: Installation) -> None:
    installation.data.mkdir(parents=True, exist_ok=True)
    installation.data.chmod(0o755)
    with installation.serving() as server:
        made = [path for path in installation.data.rglob("*") if "static" not in path.parts]
        assert made
        assert [path for path in made if path.stat().st_mode & 0o077] == []
        server.stop()


@pytest.mark.parametrize("reach", [{"THEATRUM_HOST": "0.0.0.0"}, {"THEATRUM_PUBLIC_URL": "https://dcc.example.org"}])  # noqa: S104  # refused
def test_tracebacks_are_not_served_to_others(installation: Installation, reach: dict[str, str]) -> None:
    refused = installation.run("serve", "--port", "1", THEATRUM_DEBUG="1", **reach)
    assert refused.returncode == 1
    assert "THEATRUM_DEBUG" in refused.stderr


def test_directory_that_is_served_is_refused_by_a_second_server(installation: Installation) -> None:
    with installation.serving() as server:
        second = installation.run("serve", "--port", "1")
        assert second.returncode == 1
        assert f"is served already, by process {server.process.pid}" in second.stderr
        assert len(second.stderr.strip().splitlines()) == 1


def test_taken_port_is_refused_in_one_line(installation: Installation) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = installation.run("serve", "--port", str(port), THEATRUM_LOG_FORMAT="json")
    assert refused.returncode == 1
    assert f"Cannot listen on 127.0.0.1 port {port}" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_directory_that_cannot_be_made_is_refused_in_one_line(installation: Installation, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    refused = installation.run("serve", "--data", tmp_path / "file" / "data")
    assert refused.returncode == 1
    assert "cannot be written" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_setting_that_cannot_be_used_is_named(installation: Installation) -> None:
    refused = installation.run("serve", THEATRUM_THREADS="many")
    assert refused.returncode == 1
    assert "THEATRUM_THREADS" in refused.stderr


@pytest.mark.parametrize("child", [0, 1], ids=["web", "worker"])
def test_killed_child_is_started_again(installation: Installation, child: int) -> None:
    with installation.serving() as server:
        server.log.await_line("worker started")
        before = server.children()
        os.kill(before[child], signal.SIGKILL)
        server.log.await_line("a process died and is started again")
        server.log.await_line("web process started" if child == 0 else "worker started")
        assert server.get("/healthz")[0] == 200
        assert before[child] not in server.children()
        assert server.stop() == 0


def test_children_end_when_the_supervisor_is_killed(installation: Installation) -> None:
    with installation.serving() as server:
        server.log.await_line("worker started")
        server.process.kill()
        server.process.wait()
        # Each child holds the directory's lock: it can be had when the last of them has ended.
        with (installation.data / "locks" / "serve").open() as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
    with installation.serving() as server:  # the directory is free again
        assert server.stop() == 0


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


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_worker_of_its_own_starts_and_stops(installation: Installation, number: int) -> None:
    assert installation.run("init", "--email", "boss@example.org").returncode == 0
    with installation.working() as (process, log):
        log.await_line("worker started")
        process.send_signal(number)
        assert process.wait() == 0
