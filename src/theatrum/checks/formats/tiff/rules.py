"""What is asked of images whatever wrote them: pyramids, tiles, colors, types of pixels; and facts of the pixels."""

from collections.abc import Sequence

from theatrum.checks.findings import Severity
from theatrum.checks.formats.inspection import Notes
from theatrum.checks.formats.tiff.page import Page
from theatrum.checks.formats.tiff.slide import Slide

_LARGE = 2048  # pixels a side, from which on a viewer needs tiles and smaller copies
_ALIKE = 0.05  # by how much the shape of a smaller copy may differ


def levels_of(slide: Slide) -> list[Page]:
    """Return the sizes in which the first image is there, the largest first, one page each."""
    first = slide.data[:1]
    if not first:
        return []
    base = first[0]
    found = [base]
    for page in slide.pages:
        if page.directory.at not in slide.beside and _is_copy(page, base) and page.width < found[-1].width:
            found.append(page)
    return found


def tell_levels(levels: Sequence[Page], notes: Notes) -> None:
    """Note large images without tiles or smaller copies, and copies smaller than a tile. Raises BudgetSpent."""
    base, last = levels[0], levels[-1]
    is_large = max(base.width, base.height) > _LARGE
    if is_large and base.tile is None:
        _warn(notes, "format.not_tiled", base, "The image is not tiled", "Write it with tiles, such as 512 by 512.")
    if is_large and len(levels) == 1:
        fix = "Write a pyramid: each level half the size of the one before."
        _warn(notes, "format.not_pyramid", base, "The image has no smaller copies of itself", fix)
    tile = last.tile
    if len(levels) > 1 and tile is not None and last.width < tile[0] and last.height < tile[1]:
        told = f"The smallest level, {last.width} by {last.height}, is smaller than a tile, {tile[0]} by {tile[1]}"
        _warn(notes, "format.level_small", last, told, "Leave the smallest levels out.")


def tell_colors(slide: Slide, base: Page) -> None:
    """Note what would be wrong with an image in bright field, and what with a mask. Raises BudgetSpent.

    Which of both it is the profile says: these are notes until it makes more of them.
    """
    notes = slide.notes
    if not base.is_color:
        samples = "one sample" if base.samples == 1 else f"{base.samples} samples"
        told = f"Its pixels are {base.color} with {samples}, not RGB with three"
        fix = "An image in bright field is written as RGB, three samples a pixel in one channel."
        _note(notes, "format.not_rgb", base, told, fix)
    if not base.pixel_type.startswith(("uint", "int", "bit")) or base.is_color:
        told = f"Its pixels are {base.pixel_type or 'of another type'}, {base.color}"
        _note(notes, "format.mask_type", base, told, "A mask is written in whole numbers, one sample a pixel.")
    channels = notes.facts.get("SIZE_C", 1)
    if not base.is_color and isinstance(channels, int) and channels > 1:
        fix = "A mask has one channel; one a kind of object where several are segmented."
        _note(notes, "format.mask_channels", base, f"It has {channels} channels", fix)


def pixel_facts(levels: Sequence[Page], slide: Slide) -> None:
    """Note what the pixels are; what a description said before stays."""
    base, notes = levels[0], slide.notes
    notes.fact("SIZE_X", base.width)
    notes.fact("SIZE_Y", base.height)
    if base.is_color:
        notes.fact("SIZE_C", base.samples)
    if base.pixel_type:
        notes.fact("PIXEL_TYPE", base.pixel_type)
    if base.tile is not None:
        notes.fact("TILE_WIDTH", base.tile[0])
        notes.fact("TILE_HEIGHT", base.tile[1])
    notes.fact("SAMPLES_PER_PIXEL", base.samples)
    notes.fact("IS_RGB", base.is_color)
    notes.fact("PYRAMID", len(levels) > 1)
    notes.fact("PYRAMID_LEVELS", len(levels))
    notes.fact("PAGES", len(slide.mains))


def _is_copy(page: Page, base: Page) -> bool:
    if page.samples != base.samples or page.width >= base.width or page.height >= base.height:
        return False
    # Rounding changes the shape of a small copy by up to a pixel a side.
    across, down = base.width / page.width, base.height / page.height
    return abs(across - down) <= max(_ALIKE, 2 / min(page.width, page.height)) * max(across, down)


def _warn(notes: Notes, code: str, page: Page, problem: str, fix: str) -> None:
    notes.note(code, Severity.WARNING, f"{problem}.", fix=fix, place=page.place)


def _note(notes: Notes, code: str, page: Page, problem: str, fix: str) -> None:
    notes.note(code, Severity.NOTE, f"{problem}.", fix=fix, place=page.place)
