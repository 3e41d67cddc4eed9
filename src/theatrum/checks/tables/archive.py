"""Whether a zip file may be unpacked in memory: workbooks come from strangers."""

import copy
import zipfile
from typing import BinaryIO

MOST_BYTES = 1 << 30
_FREE_BYTES = 100_000_000
_MOST_RATIO = 200
_STEP = 1 << 20


def unpacks_to_too_much(stream: BinaryIO, size: int) -> bool:
    """Whether the members of a zip file of ``size`` bytes are more than a workbook needs, by word or in truth.

    The sizes that the directory declares may be a lie, so each member is unpacked once, a little at a time.

    Raises:
        zipfile.BadZipFile: The file is damaged.
    """
    with zipfile.ZipFile(stream) as archive:
        members = archive.infolist()
        if _is_too_much(sum(member.file_size for member in members), size):
            return True
        total = 0
        for member in members:
            total += _true_size(archive, member, MOST_BYTES - total)
            if _is_too_much(total, size):
                return True
    return False


def _is_too_much(unpacked: int, size: int) -> bool:
    return unpacked > MOST_BYTES or (unpacked > _FREE_BYTES and unpacked > _MOST_RATIO * size)


def _true_size(archive: zipfile.ZipFile, member: zipfile.ZipInfo, limit: int) -> int:
    unbelieved = copy.copy(member)
    # Reading goes on to the end of the packed bytes, however little was declared.
    unbelieved.file_size = MOST_BYTES * 4
    total = 0
    with archive.open(unbelieved) as stream:
        while total <= limit and (step := stream.read(_STEP)):
            total += len(step)
    return total
