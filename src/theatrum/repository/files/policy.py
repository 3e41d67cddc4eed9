"""What an upload may ask for: pure rules on names, sizes and checksums."""

import re
from dataclasses import asdict, dataclass

from theatrum.kernel.jsontext import sha256
from theatrum.repository.files.associations import Claim
from theatrum.repository.files.errors import FileIsTooLarge, UploadIsInvalid

STORAGE_LOCATION = 1
LEAST_PART = 5 * 1024**2
LARGEST_PART = 5 * 1024**3
MOST_PARTS = 10_000
LARGEST_FILE = LARGEST_PART * MOST_PARTS
LONGEST_TEXT = 256
OCTETS = "application/octet-stream"

_MD5 = re.compile(r"[0-9a-f]{32}")
# Control characters break headers, and a slash leads out of the folder that a download goes to.
_NOT_IN_NAMES = re.compile(r"[\x00-\x1f\x7f/\\\u2028\u2029]")
_CONTENT_TYPE = re.compile(r"[\x20-\x7e]{1,256}")


@dataclass(frozen=True)
class Wanted:
    """A request for an upload in its normal form; equal requests have equal fingerprints."""

    file_name: str
    content_type: str
    md5: str
    size: int
    part_size: int
    storage_location_id: int = STORAGE_LOCATION
    generates_preview: bool = False

    @property
    def fingerprint(self) -> str:
        """The hash by which the same request of the same person is known again."""
        return sha256(["upload", asdict(self)])


@dataclass(frozen=True)
class Naming:
    """What a copy is called; None keeps what the original has."""

    file_name: str | None = None
    content_type: str | None = None


@dataclass(frozen=True)
class WantedCopy:
    """A request for a handle of one's own on the bytes of another."""

    claim: Claim
    naming: Naming
    storage_location_id: int = STORAGE_LOCATION

    @property
    def fingerprint(self) -> str:
        """See ``Wanted``."""
        return sha256(["copy", asdict(self)])


def valid_upload(wanted: Wanted, *, largest: int) -> Wanted:
    """Return the request in normal form. Raises UploadIsInvalid, FileIsTooLarge."""
    md5 = _valid_md5(wanted.md5)
    _require_sizes(wanted.size, wanted.part_size, largest=largest)
    return Wanted(
        file_name=valid_file_name(wanted.file_name),
        content_type=valid_content_type(wanted.content_type),
        md5=md5,
        size=wanted.size,
        part_size=wanted.part_size,
        storage_location_id=wanted.storage_location_id,
        generates_preview=wanted.generates_preview,
    )


def valid_file_name(name: str) -> str:
    """Return the name if it can be one on every disk. Raises UploadIsInvalid."""
    if not name.strip() or name in {".", ".."}:
        raise UploadIsInvalid(reason="fileName is required: the name of the file, without folders.")
    if len(name) > LONGEST_TEXT:
        raise UploadIsInvalid(reason=f"fileName has {len(name)} characters; at most {LONGEST_TEXT} are allowed.")
    if (found := _NOT_IN_NAMES.search(name)) is not None:
        raise UploadIsInvalid(reason=f"fileName contains {found[0]!r}. Names have no slashes or control characters.")
    return name


def valid_content_type(content_type: str) -> str:
    """Return the content type, that of any bytes when none is given. Raises UploadIsInvalid."""
    content_type = content_type.strip() or OCTETS
    if _CONTENT_TYPE.fullmatch(content_type) is None:
        raise UploadIsInvalid(reason="contentType must be up to 256 printable ASCII characters, such as text/csv.")
    return content_type


def _valid_md5(text: str) -> str:
    md5 = text.strip().lower()
    if _MD5.fullmatch(md5) is None:
        raise UploadIsInvalid(reason=f"contentMD5Hex must be 32 hexadecimal digits, but was {text[:80]!r}.")
    return md5


def count_parts(size: int, part_size: int) -> int:
    """Return how many parts a file has; one of no bytes has one part of no bytes."""
    return max(1, -(-size // part_size))


def _require_sizes(size: int, part_size: int, *, largest: int) -> None:
    if size < 0:
        raise UploadIsInvalid(reason=f"fileSizeBytes must be 0 or more, but was {size}.")
    if size > largest:
        raise FileIsTooLarge(size=size, limit=largest)
    if not LEAST_PART <= part_size <= LARGEST_PART:
        reason = f"partSizeBytes must be {LEAST_PART} to {LARGEST_PART}, but was {part_size}."
        raise UploadIsInvalid(reason=reason)
    if (count := count_parts(size, part_size)) > MOST_PARTS:
        least = -(-size // MOST_PARTS)
        raise UploadIsInvalid(
            reason=f"{size} bytes in parts of {part_size} are {count} parts; at most {MOST_PARTS} are allowed. "
            f"Use parts of at least {least} bytes."
        )
