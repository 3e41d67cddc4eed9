"""EXIF inside another format: it is a small TIFF."""

from theatrum.checks.findings import Severity
from theatrum.checks.formats.bytes import Bytes, Held
from theatrum.checks.formats.errors import Unreadable
from theatrum.checks.formats.inspection import Picture
from theatrum.checks.formats.tiff.directory import Directory, Kind
from theatrum.checks.formats.tiff.headers import Headers
from theatrum.checks.formats.tiff.structure import Structure
from theatrum.checks.formats.told import Telling

_WIDTH, _HEIGHT, _THUMBNAIL = 256, 257, 513


def tell_exif(content: bytes, telling: Telling) -> None:
    """Tell of all tags. Raises BudgetSpent; what is broken is noted."""
    file: Bytes = Held(content)
    try:
        structure = Structure.of(file, telling.notes.budget)
        headers = Headers(structure, telling)
        for directory in structure.directories():
            headers.tell(directory)
            _thumbnail(directory, structure, telling)
    except Unreadable as error:
        note_broken(telling, "EXIF", error.problem)
        return
    for problem in structure.problems:
        note_broken(telling, f"EXIF, {problem.place}", f"it has {problem.what}")


def note_broken(telling: Telling, place: str, problem: str) -> None:
    """Note metadata that cannot be read. Raises BudgetSpent."""
    message = f"Metadata inside the picture cannot be read: {problem}."
    fix = "Save the picture without metadata."
    telling.notes.note("format.embedded_broken", Severity.WARNING, message, fix=fix, place=place)


def _thumbnail(directory: Directory, structure: Structure, telling: Telling) -> None:
    """A small copy shows what stood there before the picture was redacted."""
    if directory.kind is Kind.MAIN and directory.number > 0 and directory.entry(_THUMBNAIL):
        width = structure.number(directory.entry(_WIDTH)) or 0
        height = structure.number(directory.entry(_HEIGHT)) or 0
        note_picture(telling, "thumbnail", f"EXIF, {directory.place}", (width, height))


def note_picture(telling: Telling, kind: str, place: str, size: tuple[int, int]) -> None:
    """Note a picture for a reviewer; sizes in pixels. Raises BudgetSpent."""
    telling.notes.budget.spend(structures=1)
    telling.notes.pictures.append(Picture(kind, telling.notes.placed(place), 0, *size))
