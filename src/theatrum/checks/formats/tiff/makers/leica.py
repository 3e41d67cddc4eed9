"""Leica SCN: XML in the first image, which lists images of a slide and a picture of the whole of it."""

import base64
import binascii

from theatrum.checks.classes import Kind
from theatrum.checks.findings import Severity
from theatrum.checks.formats.markup import Node
from theatrum.checks.formats.tiff.makers.described import tree_of
from theatrum.checks.formats.tiff.page import Page
from theatrum.checks.formats.tiff.slide import Maker, Slide

_SPACE = "leica-microsystems.com/scn/"


def is_leica(page: Page) -> bool:
    """Say whether the first image is described as these scanners do."""
    return _SPACE in page.description[:2000]


def read(page: Page, slide: Slide) -> None:
    """Tell of the XML; which pictures there are is known when all images are."""
    root = tree_of(page, slide)
    if root is None or slide.pages:
        return
    place = f"{page.place}, ImageDescription"
    slide.telling.tree(place, root)
    for path, node in root.walk():
        if node.name == "barcode":
            slide.telling.forbid(Kind.CODE, f"{place}, {path}", "barcode", _plain(node.text))
    scenes = _images(root, slide)
    if scenes > 1:
        slide.notes.note(
            "format.images",
            Severity.ERROR,
            f"It holds {scenes} images of the slide.",
            fix="Write each image, scene or field of view into a file of its own.",
            place=place,
        )


def conclude(slide: Slide) -> None:
    """Note pictures beside the data, by the directories that the XML names."""
    mains = {page.directory.number: page for page in slide.mains}
    for number, kind in slide.listed.items():
        if number in mains:
            slide.picture(kind, mains[number])
    slide.notes.fact("HAS_SLIDE_LABEL", bool({"label", "macro"} & set(slide.beside.values())))


def _images(root: Node, slide: Slide) -> int:
    """Remember the pictures that the XML lists; return how many images are data."""
    scenes = 0
    for collection in root.of("collection"):
        whole = _size(collection)
        for image in collection.of("image"):
            view = image.first("view")
            if view is not None and _size(view) == whole and whole[0]:
                slide.listed.update(dict.fromkeys(_directories(image), "macro"))
            else:
                scenes += 1
        for image in collection.of("supplementalImage"):
            kind = "label" if image.attributes.get("type") == "label" else "macro"
            slide.listed.update(dict.fromkeys(_numbers(image), kind))
    return scenes


def _size(node: Node) -> tuple[str, str]:
    return node.attributes.get("sizeX", ""), node.attributes.get("sizeY", "")


def _directories(image: Node) -> list[int]:
    pixels = image.first("pixels") or Node("pixels")
    return [number for dimension in pixels.of("dimension") for number in _numbers(dimension)][:1]


def _numbers(node: Node) -> list[int]:
    told = node.attributes.get("ifd", "")
    return [int(told)] if told.isascii() and told.isdecimal() and len(told) < 10 else []


def _plain(text: str) -> str:
    """Return what a barcode says: some versions write it in base64."""
    try:
        return base64.b64decode(text, validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        return text


LEICA = Maker("Leica SCN", is_leica, read, conclude)
