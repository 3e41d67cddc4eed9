"""Pictures that inspections noted, as PNG for who reviews them. Needs Pillow, which comes with the server."""

from collections.abc import Callable
from importlib import import_module
from typing import cast

from theatrum.checks.formats.bytes import Bytes
from theatrum.checks.formats.errors import Unreadable
from theatrum.checks.formats.inspection import Picture

Show = Callable[..., bytes]

# By the label of the inspection. A module has ``label_picture(file, picture, *, largest)``.
MODULES = {
    "czi": "theatrum.checks.formats.czi.picturing",
    "dicom": "theatrum.checks.formats.dicom.picturing",
    "jpeg": "theatrum.checks.formats.pictures.picturing",
    "png": "theatrum.checks.formats.pictures.picturing",
    "tiff": "theatrum.checks.formats.tiff.pictures",
}


def shown_picture(file: Bytes, label: str | None, picture: Picture, *, largest: int) -> bytes:
    """Return a picture as PNG, without any metadata, no side of it longer than ``largest`` pixels.

    ``file`` is that of the inspection which noted it, ``label`` what it is. Raises Unreadable where the picture cannot
    be decoded or is too large to be shown, BudgetSpent where it takes too much, and OSError.
    """
    module = MODULES.get(label or "")
    if module is None:
        raise Unreadable(picture.place, "pictures in such files are not shown")
    show = cast("Show", import_module(module).label_picture)  # slow import
    return show(file, picture, largest=largest)
