"""A whole Swift with its S3 interface in one process: run as a program, it serves until nobody holds its lock any more.

    python swift_server.py FOLDER

The folder is on a file system with user xattrs. ``port`` appears in it when the server answers. It is left by itself
when every process that has ``users`` locked has ended, however that ended.
"""

import fcntl
import logging
import os
import socket
import sys
from pathlib import Path
from typing import Any

import eventlet
import eventlet.wsgi

_SERVERS = ("account", "container", "object")
_PIPELINE = "catch_errors proxy-logging listing_formats s3api tempauth copy slo dlo proxy-server"
_HASHES = "[swift-hash]\nswift_hash_path_suffix = suffix\nswift_hash_path_prefix = prefix\n"
_STORAGE = """
[DEFAULT]
devices = {folder}/devices
swift_dir = {folder}
mount_check = false
workers = 0
log_level = ERROR
fallocate_reserve = 0
[pipeline:main]
pipeline = {name}-server
[app:{name}-server]
use = egg:swift#{name}
conn_timeout = 60
node_timeout = 120
"""
_PROXY = """
[DEFAULT]
swift_dir = {folder}
workers = 0
log_level = ERROR
[pipeline:main]
pipeline = {pipeline}
[app:proxy-server]
use = egg:swift#proxy
allow_account_management = true
account_autocreate = true
# A busy machine is no failure.
conn_timeout = 60
node_timeout = 120
recoverable_node_timeout = 120
client_timeout = 120
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:proxy-logging]
use = egg:swift#proxy_logging
access_log_headers = false
[filter:listing_formats]
use = egg:swift#listing_formats
[filter:s3api]
use = egg:swift#s3api
location = us-east-1
min_segment_size = 16
max_upload_part_num = 10000
cors_preflight_allow_origin = *
[filter:tempauth]
use = egg:swift#tempauth
user_test_tester = testing .admin
user_test_reader = reading
[filter:copy]
use = egg:swift#copy
[filter:slo]
use = egg:swift#slo
max_manifest_segments = 10000
[filter:dlo]
use = egg:swift#dlo
"""


class _Tokens:
    """Where tokens of Swift's own API are kept, in place of a memcached; anything else is always looked up."""

    def __init__(self) -> None:
        self._kept: dict[str, Any] = {}

    def get(self, key: str, **_how: Any) -> Any:
        return self._kept.get(key)

    def set(self, key: str, value: Any, **_how: Any) -> None:
        if key.startswith("AUTH_"):
            self._kept[key] = value

    def delete(self, key: str, **_how: Any) -> None:
        self._kept.pop(key, None)


def _with(tokens: _Tokens, application: Any) -> Any:
    def wrapped(environ: dict[str, Any], start_response: Any) -> Any:
        return application({**environ, "swift.cache": tokens}, start_response)

    return wrapped


def _sync(fd: Any) -> None:
    os.fstat(fd if isinstance(fd, int) else fd.fileno())


def _listening() -> socket.socket:
    listening: socket.socket = eventlet.listen(("127.0.0.1", 0))
    return listening


def _configure(folder: Path, ports: dict[str, int]) -> None:
    """Write the rings and the configuration of each server."""
    from swift.common.ring import RingBuilder  # slow import

    (folder / "devices" / "d1").mkdir(parents=True, exist_ok=True)
    (folder / "swift.conf").write_text(_HASHES, encoding="utf-8")
    for name in _SERVERS:
        builder = RingBuilder(4, 1, 0)
        builder.add_dev(
            {"id": 0, "region": 1, "zone": 1, "weight": 1, "ip": "127.0.0.1", "port": ports[name], "device": "d1"}
        )
        builder.rebalance()
        builder.get_ring().save(str(folder / f"{name}.ring.gz"))
        (folder / f"{name}.conf").write_text(_STORAGE.format(folder=folder, name=name), encoding="utf-8")
    (folder / "proxy.conf").write_text(_PROXY.format(folder=folder, pipeline=_PIPELINE), encoding="utf-8")


def _end_when_left(users: Path) -> None:
    with users.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
    os._exit(0)


def main(folder: Path) -> None:
    """Serve."""
    eventlet.monkey_patch()
    sockets = {name: _listening() for name in (*_SERVERS, "proxy")}
    _configure(folder, {name: each.getsockname()[1] for name, each in sockets.items()})
    from swift.common.utils import set_swift_dir  # slow import
    from swift.common.wsgi import loadapp  # slow import

    set_swift_dir(str(folder))
    # Nothing here need survive a power cut.
    os.fsync = os.fdatasync = _sync
    quiet, tokens = logging.getLogger("quiet"), _Tokens()
    for name, each in sockets.items():
        application = _with(tokens, loadapp(str(folder / f"{name}.conf"), {"swift_dir": str(folder)}))
        eventlet.spawn(eventlet.wsgi.server, each, application, log=quiet, log_output=False, debug=False)
    aside = folder / "port.new"
    aside.write_text(str(sockets["proxy"].getsockname()[1]), encoding="ascii")
    aside.rename(folder / "port")
    # A thread of the system's own: a green one would stop the others while it waits.
    real = eventlet.patcher.original("threading")
    real.Thread(target=_end_when_left, args=[folder / "users"], daemon=True).start()
    print("ready", flush=True)
    eventlet.Event().wait()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
