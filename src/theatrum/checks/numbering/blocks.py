"""Blocks of numbers that a center sets aside for its clinical sites."""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import yaml

from theatrum.checks.numbering.errors import BlockInvalid

_RANGE = re.compile(r"\s*([0-9]{1,20})\s*-\s*([0-9]{1,20})\s*")
_COLUMNS = ("site", "first", "last")


@dataclass(frozen=True, slots=True, order=True)
class Block:
    """The numbers ``first`` to ``last``, both included."""

    first: int
    last: int


Blocks = Mapping[str, tuple[Block, ...]]


def read_blocks(path: Path) -> Blocks:
    """Read the blocks of each site, in order.

    YAML has a line a site, ``site A: 1000-1999`` or a list of such ranges; CSV the columns site, first and last.
    Raises BlockInvalid for what cannot be read and for blocks that overlap.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise _invalid(path, f"it cannot be read ({error}).", "Save it as UTF-8 text.") from error
    pairs = _csv(path, text) if path.suffix.lower() == ".csv" else _yaml(path, text)
    found: dict[str, list[Block]] = {}
    for site, block in pairs:
        found.setdefault(site, []).append(block)
    if not found:
        raise _invalid(path, "there are no blocks in it.", "Write a line for each site, such as site A: 1000-1999.")
    _refuse_overlaps(path, found)
    return {site: tuple(sorted(blocks)) for site, blocks in found.items()}


def _yaml(path: Path, text: str) -> Iterator[tuple[str, Block]]:
    try:
        content = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise _invalid(path, "it is no YAML.", "Write a line for each site, such as site A: 1000-1999.") from error
    if not isinstance(content, dict):
        raise _invalid(path, "it is no list of sites.", "Write a line for each site, such as site A: 1000-1999.")
    for site, written in content.items():
        for one in written if isinstance(written, list) else [written]:
            yield str(site), _range(path, str(site), one)


def _csv(path: Path, text: str) -> Iterator[tuple[str, Block]]:
    reader = csv.DictReader(text.splitlines())
    if [name.strip().lower() for name in reader.fieldnames or ()] != list(_COLUMNS):
        raise _invalid(path, "its columns are others.", f"Begin it with the line {','.join(_COLUMNS)}.")
    for row in reader:
        site, first, last = (str(value or "").strip() for value in list(row.values())[:3])
        yield site, _range(path, site, f"{first}-{last}")


def _range(path: Path, site: str, written: object) -> Block:
    match = _RANGE.fullmatch(str(written))
    if match is None or not site.strip():
        raise _invalid(path, f"the block of site '{site}' is no range of numbers.", "Write it as 1000-1999.")
    block = Block(int(match[1]), int(match[2]))
    if block.first < 1 or block.last < block.first:
        fix = "Write the smaller number first; numbers begin with 1."
        raise _invalid(path, f"the block of site '{site}' has no number in it.", fix)
    return block


def _refuse_overlaps(path: Path, found: Mapping[str, list[Block]]) -> None:
    ordered = sorted((block, site) for site, blocks in found.items() for block in blocks)
    for (before, one), (after, other) in pairwise(ordered):
        if after.first <= before.last:
            problem = f"blocks of '{one}' and '{other}' overlap at {after.first}."
            raise _invalid(path, problem, "Give each number to one site only.")


def _invalid(path: Path, problem: str, fix: str) -> BlockInvalid:
    return BlockInvalid(file=path.name, problem=problem, fix=fix)
