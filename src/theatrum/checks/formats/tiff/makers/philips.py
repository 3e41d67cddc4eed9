"""Philips TIFF: XML with DICOM's names in the first image; pictures of slide and label in it, or in images behind."""

import re

from theatrum.checks.formats.inspection import Picture
from theatrum.checks.formats.markup import Node
from theatrum.checks.formats.tiff.makers.described import tree_of
from theatrum.checks.formats.tiff.page import Page
from theatrum.checks.formats.tiff.slide import Maker, Slide
from theatrum.checks.formats.told import shown

DATA, KIND = "PIM_DP_IMAGE_DATA", "PIM_DP_IMAGE_TYPE"
KINDS = {"LABELIMAGE": "label", "MACROIMAGE": "macro"}
_WORD = re.compile(r"\s*(label|macro|thumbnail)\b", re.IGNORECASE)


def is_philips(page: Page) -> bool:
    """Say whether the first image is described as these scanners do."""
    head = page.description[:1000]
    return "<DataObject" in head and "DPUfsImport" in head


def read(page: Page, slide: Slide) -> None:
    """Tell of the attributes, and of pictures beside the data."""
    named = _WORD.match(page.description)
    if named is not None:
        slide.picture(named[1].lower(), page)
    root = tree_of(page, slide)
    if root is None:
        return
    place = f"{page.place}, ImageDescription"
    for _, node in root.walk():
        if node.name == "Attribute" and node.attributes.get("Name") != DATA:
            name = node.attributes.get("Name", "")
            slide.telling.field(f"{place}, {shown(name)}", name, node.text.strip().strip('"'))
        elif node.name == "DataObject":
            _picture(node, page, slide)


def conclude(slide: Slide) -> None:
    """Say whether there is a picture of the label."""
    kinds = {picture.kind for picture in slide.notes.pictures}
    slide.notes.fact("HAS_SLIDE_LABEL", "label" in kinds)


def embedded(root: Node) -> list[tuple[str, str]]:
    """Return kinds and base64 texts of the pictures that a description holds."""
    found = [(_of(node, KIND), _of(node, DATA)) for _, node in root.walk() if node.name == "DataObject"]
    return [(KINDS[kind], data) for kind, data in found if kind in KINDS and data]


def _picture(node: Node, page: Page, slide: Slide) -> None:
    kind = KINDS.get(_of(node, KIND))
    if kind is not None and _of(node, DATA):
        where = slide.notes.placed(f"{page.place}, ImageDescription, {kind}")
        slide.notes.pictures.append(Picture(kind, where, page.directory.number, 0, 0))


def _of(node: Node, name: str) -> str:
    found = (child.text for child in node.of("Attribute") if child.attributes.get("Name") == name)
    return next(found, "").strip().strip('"')


PHILIPS = Maker("Philips TIFF", is_philips, read, conclude)
