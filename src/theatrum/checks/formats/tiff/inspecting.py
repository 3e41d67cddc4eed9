"""Inspects a TIFF of any kind: every directory and text, what its maker is known to write, where its pixels are."""

import re
from dataclasses import replace

from theatrum.checks.findings import Severity
from theatrum.checks.formats.bytes import Bytes
from theatrum.checks.formats.inspection import Noted, Notes
from theatrum.checks.formats.ome.inspecting import OME
from theatrum.checks.formats.tiff.directory import Directory, Kind
from theatrum.checks.formats.tiff.headers import Headers
from theatrum.checks.formats.tiff.makers.aperio import APERIO
from theatrum.checks.formats.tiff.makers.hamamatsu import HAMAMATSU
from theatrum.checks.formats.tiff.makers.leica import LEICA
from theatrum.checks.formats.tiff.makers.perkinelmer import PERKINELMER
from theatrum.checks.formats.tiff.makers.philips import PHILIPS
from theatrum.checks.formats.tiff.makers.plain import PLAIN
from theatrum.checks.formats.tiff.makers.ventana import VENTANA
from theatrum.checks.formats.tiff.makers.zeiss import ZEISS
from theatrum.checks.formats.tiff.page import Page, page_of
from theatrum.checks.formats.tiff.rules import levels_of, pixel_facts, tell_colors, tell_levels
from theatrum.checks.formats.tiff.segments import Pixels
from theatrum.checks.formats.tiff.slide import Maker, Slide
from theatrum.checks.formats.tiff.structure import Structure
from theatrum.checks.formats.tiff.tags import DESCRIPTION
from theatrum.checks.formats.told import Telling

_MAKERS = (OME, APERIO, PERKINELMER, LEICA, PHILIPS, HAMAMATSU, ZEISS, VENTANA)
_OME_NAMES = (".ome.tif", ".ome.tiff", ".ome.tf2", ".ome.tf8", ".ome.btf")
_WORDS = re.compile("date|time", re.IGNORECASE)
_IMAGES = frozenset({Kind.MAIN, Kind.SUB})


def inspect(file: Bytes, notes: Notes) -> None:
    """Inspect a TIFF. Raises Unreadable, BudgetSpent, OSError."""
    structure = Structure.of(file, notes.budget)
    slide = Slide(structure, Telling(notes))
    pixels = Pixels(structure, notes)
    maker: Maker | None = None
    try:
        for directory in structure.directories():
            page = _page(directory, slide)
            maker = maker or (_maker(page) if page else None)
            _tell(directory, page, slide, maker or PLAIN)
            if page is not None:
                slide.pages.append(replace(page, description=""))  # it was told, and may be long
                pixels.tell(page)
    finally:
        _problems(structure, notes)
    pixels.finish()
    _conclude(slide, maker or PLAIN)


def _page(directory: Directory, slide: Slide) -> Page | None:
    if directory.kind not in _IMAGES:
        return None
    entry = directory.entry(DESCRIPTION)
    description = Headers(slide.structure, slide.telling).text(entry) if entry else ""
    return page_of(slide.structure, directory, description)


def _maker(page: Page) -> Maker:
    return next((maker for maker in _MAKERS if maker.is_its(page)), PLAIN)


def _tell(directory: Directory, page: Page | None, slide: Slide, maker: Maker) -> None:
    headers = Headers(slide.structure, slide.telling)
    if page is None:
        headers.tell(directory)
        return
    headers.tell(directory, but={DESCRIPTION, *maker.tags})
    maker.read(page, slide)


def _conclude(slide: Slide, maker: Maker) -> None:
    notes = slide.notes
    maker.conclude(slide)
    notes.fact("MAKER", maker.name)
    if maker is not OME:
        fix = "Write it as OME-TIFF, for example with Bio-Formats; or ask first whether another format will do."
        notes.note("format.not_ome", Severity.NOTE, "It is a TIFF, and no OME-TIFF.", fix=fix)
    if maker is not OME and notes.asked.name.casefold().endswith(_OME_NAMES):
        notes.note(
            "format.ome_invalid",
            Severity.ERROR,
            "Its name says OME-TIFF, and its first directory holds no OME-XML.",
            fix="Write it with a program that writes OME-TIFF, such as Bio-Formats; or give it the ending .tiff.",
            place="IFD 0, ImageDescription",
        )
    _words(notes)
    levels = levels_of(slide)
    if levels:
        pixel_facts(levels, slide)
        tell_levels(levels, notes)
        tell_colors(slide, levels[0])


def _words(notes: Notes) -> None:
    """Note texts that speak of dates, whether one is in them or not: a person should look at them once."""
    speaking = [text.place for text in notes.texts if _WORDS.search(f"{text.name} {text.text}")]
    if speaking:
        some = "A text of its header speaks" if len(speaking) == 1 else f"{len(speaking)} texts of its header speak"
        notes.noted.append(
            Noted(
                "format.date_words",
                Severity.NOTE,
                f"{some} of a date or a time.",
                "Look whether one is told there; what is recognized as one is a finding of its own.",
                speaking[0],
            )
        )


def _problems(structure: Structure, notes: Notes) -> None:
    for problem in structure.problems:
        notes.note(
            "format.tiff_structure",
            Severity.ERROR,
            f"The file is damaged or cut off: {problem.place} has {problem.what}.",
            fix="Transfer the file again, and compare sizes or checksums; else write it anew.",
            place=problem.place,
        )
