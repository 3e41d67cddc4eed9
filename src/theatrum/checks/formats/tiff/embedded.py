"""Metadata of other formats inside a TIFF: XMP, IPTC, and what Photoshop leaves, which may hold all three again."""

from collections.abc import Iterator

from theatrum.checks.classes import Kind as Class
from theatrum.checks.findings import Severity
from theatrum.checks.formats.errors import Unreadable
from theatrum.checks.formats.inspection import Picture
from theatrum.checks.formats.markup import parsed
from theatrum.checks.formats.tiff.texts import decoded, readable
from theatrum.checks.formats.told import Telling

# Datasets of IPTC by record and number.
_DATASETS = {
    (1, 70): "DateSent", (1, 80): "TimeSent", (2, 5): "ObjectName", (2, 30): "ReleaseDate", (2, 35): "ReleaseTime",
    (2, 37): "ExpirationDate", (2, 38): "ExpirationTime", (2, 47): "ReferenceDate", (2, 55): "DateCreated",
    (2, 60): "TimeCreated", (2, 62): "DigitalCreationDate", (2, 63): "DigitalCreationTime", (2, 80): "Byline",
    (2, 90): "City", (2, 92): "Sublocation", (2, 105): "Headline", (2, 116): "Copyright", (2, 118): "Contact",
    (2, 120): "Caption", (2, 122): "WriterEditor",
}  # fmt: skip
_DATES = frozenset({"DateSent", "TimeSent", "ReleaseTime", "ExpirationDate", "ExpirationTime", "ReferenceDate"})
_IPTC, _EXIF, _XMP, _THUMBNAILS = 0x0404, 0x0422, 0x0424, frozenset({0x0409, 0x040C})


def tell_xmp(raw: bytes, place: str, telling: Telling) -> None:
    """Tell of all that an XMP packet holds. Raises BudgetSpent."""
    text = decoded(raw)
    if not text.strip():
        return
    try:
        telling.tree(place, parsed(text, place=place, budget=telling.notes.budget))
    except Unreadable as error:
        telling.notes.note(
            "format.embedded_broken",
            Severity.WARNING,
            f"Metadata inside the image cannot be read: {error.problem}.",
            fix="Take the XMP packet out, or write it anew.",
            place=place,
        )
        telling.text(place, "XMP", text)


def tell_iptc(raw: bytes, place: str, telling: Telling) -> None:
    """Tell of all datasets of IPTC. Raises BudgetSpent."""
    is_any = False
    for name, value in _datasets(raw):
        is_any = True
        if name in _DATES:
            telling.forbid(Class.DATE, f"{place}, {name}", name, value)
        else:
            telling.field(f"{place}, {name}", name, value)
    if not is_any:
        telling.text(place, "IPTC", readable(raw))


def tell_photoshop(raw: bytes, place: str, telling: Telling) -> None:
    """Tell of the resources that Photoshop keeps. Raises BudgetSpent."""
    for number, value in _resources(raw):
        telling.notes.budget.spend(structures=1)
        where = f"{place}, resource {number}"
        if number == _IPTC:
            tell_iptc(value, where, telling)
        elif number == _XMP:
            tell_xmp(value, where, telling)
        elif number in _THUMBNAILS and len(value) >= 12:
            width, height = int.from_bytes(value[4:8], "big"), int.from_bytes(value[8:12], "big")
            telling.notes.pictures.append(Picture("thumbnail", telling.notes.placed(where), -1, width, height))
        else:
            telling.text(where, "EXIF" if number == _EXIF else "Photoshop", readable(value))


def thumbnail_in(raw: bytes) -> bytes | None:
    """Return the JPEG stream of the small picture that Photoshop keeps, None where there is none."""
    return next((value[28:] for number, value in _resources(raw) if number in _THUMBNAILS), None)


def _datasets(raw: bytes) -> Iterator[tuple[str, str]]:
    at = raw.find(b"\x1c")
    while 0 <= at <= len(raw) - 5 and raw[at] == 0x1C:
        key = (raw[at + 1], raw[at + 2])
        length = int.from_bytes(raw[at + 3 : at + 5], "big")
        if length & 0x8000:
            return
        yield _DATASETS.get(key, f"dataset {key[0]}:{key[1]}"), decoded(raw[at + 5 : at + 5 + length])
        at += 5 + length


def _resources(raw: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while raw[at : at + 4] == b"8BIM" and at + 12 <= len(raw):
        number = int.from_bytes(raw[at + 4 : at + 6], "big")
        start = at + 6 + (raw[at + 6] + 2) // 2 * 2
        length = int.from_bytes(raw[start : start + 4], "big")
        yield number, raw[start + 4 : start + 4 + length]
        at = start + 4 + (length + 1) // 2 * 2
