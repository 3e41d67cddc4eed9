"""The files of a profile out of a ZIP that a stranger may have made: within limits, and no path that leads astray."""

import copy
import io
import stat
import zipfile
import zlib

from theatrum.checks.formats.archives import paths
from theatrum.checks.revision.errors import EditRefused

# A profile with vocabularies of whole ontologies has some 3 MB in 50 files.
MOST_PACKED = 20_000_000
_MOST_UNPACKED = 100_000_000
_MOST_FILES = 2_000
_STEP = 1 << 20
_DAMAGES = (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError, EOFError, zlib.error)
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_PACK = "Pack the profile's folder again."
_ABOUT = {
    "absolute": "has an absolute path.",
    "leaves": "has a path that leads out of the folder.",
    "controls": "has control characters in its path.",
    "long": "has a path that is too long.",
    "empty": "has no name.",
}


def unpack(content: bytes) -> dict[str, bytes]:
    """Return the files of a packed profile by their paths from where ``profile.yaml`` stands.

    Raises EditRefused: for what is no ZIP, is damaged or encrypted, holds links or paths that lead out of it, is too
    large (declared or in truth), or has no ``profile.yaml``.
    """
    if len(content) > MOST_PACKED:
        raise EditRefused(
            what="The archive", problem="is larger than 20 MB.", fix="A profile is text: leave the rest out."
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            files = _files(archive)
    except _DAMAGES as error:
        raise EditRefused(what="The archive", problem="is no ZIP, or is damaged.", fix=_PACK) from error
    return _from_top(files)


def _files(archive: zipfile.ZipFile) -> dict[str, bytes]:
    members = [one for one in archive.infolist() if not one.is_dir() and not paths.is_left_behind(one.filename)]
    if len(members) > _MOST_FILES:
        raise EditRefused(what="The archive", problem=f"holds more than {_MOST_FILES} files.", fix=_PACK)
    found: dict[str, bytes] = {}
    left = _MOST_UNPACKED
    for number, member in enumerate(members, 1):
        _check(member, number)
        path = paths.plain(member.filename)
        if path in found:
            raise EditRefused(what=f"{path}", problem="stands in the archive twice.", fix="Leave one of them out.")
        found[path] = _read(archive, member, left)
        left -= len(found[path])
    return found


def _check(member: zipfile.ZipInfo, number: int) -> None:
    # Its name may be what is wrong with it: it is told by its number.
    what = f"Member {number} of the archive"
    # What unpackers on other systems would take for a separator, zipfile may have cut or replaced: the name as stored.
    problem = next(paths.problems(member.orig_filename), None)
    if problem is not None:
        raise EditRefused(what=what, problem=_ABOUT[problem], fix=_PACK)
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        raise EditRefused(what=what, problem="is a link or a device.", fix="Pack the file in its place.")
    if member.compress_type not in _PACKINGS:
        # Of other packings some bytes become gigabytes before anybody can count them.
        raise EditRefused(what=what, problem="is packed in a rare way.", fix="Pack the folder as a plain ZIP.")
    if member.flag_bits & 1:
        raise EditRefused(what=what, problem="is encrypted.", fix="Pack the folder without a password.")


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo, limit: int) -> bytes:
    unbelieved = copy.copy(member)
    # The declared size may be a lie: reading goes on to the end of the packed bytes, or to the limit.
    unbelieved.file_size = _MOST_UNPACKED * 2
    parts, size = [], 0
    with archive.open(unbelieved) as stream:
        while step := stream.read(_STEP):
            size += len(step)
            if size > limit:
                raise EditRefused(what="The archive", problem="unpacks to more than 100 MB.", fix=_PACK)
            parts.append(step)
    return b"".join(parts)


def _from_top(files: dict[str, bytes]) -> dict[str, bytes]:
    """Take the paths from where the profile begins: at the top of the archive, or in its one folder."""
    tops = [path.removesuffix("profile.yaml") for path in files if path.rpartition("/")[2] == "profile.yaml"]
    top = min(tops, key=len, default=None)
    if top is None or top.count("/") > 1:
        fix = "Pack the folder that profile.yaml stands in."
        raise EditRefused(what="The archive", problem="has no profile.yaml at its top.", fix=fix)
    return {path.removeprefix(top): content for path, content in files.items() if path.startswith(top)}
