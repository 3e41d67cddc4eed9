"""Proposes where each file of a folder belongs, from folders, names, headers, and the rows that describe it."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from theatrum.checks.findings import Group
from theatrum.checks.layout.naming import looks_identifying, numbered, safe_name, split_ending, with_id
from theatrum.checks.layout.plan import LEAVE, TAKE, Line, shielded, size_state, state_of
from theatrum.checks.layout.rows import Described, candidates, described
from theatrum.checks.profile.discovery_shapes import Discovery
from theatrum.checks.profile.network_shapes import FolderKind, Leaf, Release
from theatrum.checks.profile.profile import Profile
from theatrum.checks.submission.discovery import discover, discover_listed
from theatrum.checks.submission.found import Confidence, Found, Submission
from theatrum.checks.submission.listing import ROOT, Listing
from theatrum.checks.submission.naming import shown
from theatrum.checks.submission.recognition import Recogniser


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is laid out, for which release. ``center``: ids of others are noted; ``has_ids``: names begin with ids."""

    root: Path = Path(ROOT)
    release: Release
    version: str
    center: str | None = None
    has_ids: bool = False


@dataclass(frozen=True, slots=True)
class _Place:
    """What a file was taken for, and why. ``note`` tells what stands in the way."""

    component: str | None
    sure: str
    why: str
    ids: tuple[str, ...] = ()
    note: str = ""


def propose(wish: Wish, profile: Profile, hints: Discovery) -> tuple[list[Line], list[Group]]:
    """Return a line for each file below the folder, in the order of the targets, and what was left out and why.

    Raises PathUnusable, OSError.
    """
    recogniser = Recogniser(profile, wish.version, hints)
    submission = discover([wish.root], profile, recogniser)
    root = Path(os.path.abspath(wish.root))  # noqa: PTH100  # as the walk does: links are not followed
    rows = described(submission, profile, wish.version)
    files = _Files(root, str(root), rows, lambda found: state_of(found.path))
    return _lines(submission, _Proposal(wish, profile, recogniser, files))


def propose_listed(wish: Wish, profile: Profile, hints: Discovery, listing: Listing) -> list[Line]:
    """Return a line for each file of a list, by paths, sizes and headers alone: rows are not known.

    The ``root`` of the wish is not looked at.
    """
    recogniser = Recogniser(profile, wish.version, hints)
    submission = discover_listed(listing.files, profile, recogniser)
    files = _Files(Path(ROOT), listing.root, {}, lambda found: size_state(found.size))
    lines, _ = _lines(submission, _Proposal(wish, profile, recogniser, files))
    return lines


def _lines(submission: Submission, proposal: "_Proposal") -> tuple[list[Line], list[Group]]:
    tables: dict[Path, list[Found]] = {}
    for found in submission.tables:
        tables.setdefault(found.path, []).append(found)
    lines = [proposal.of_table(sheets) for sheets in tables.values() if any(one.component for one in sheets)]
    with_component = {path for path, sheets in tables.items() if any(one.component for one in sheets)}
    lines += [proposal.of_file(file) for file in candidates(submission) if file.path not in with_component]
    listed = {line.source for line in lines}
    loose = (sheets[0] for path, sheets in tables.items() if path not in with_component)
    lines += [proposal.of_file(one) for one in loose if proposal.source(one) not in listed]
    told = [group for group in submission.groups if not group.finding.code.startswith("file.component")]
    return _unique(sorted(lines, key=lambda line: (line.action != TAKE, line.folder, line.source))), told


@dataclass(frozen=True, slots=True)
class _Files:
    """What is known of the files: the folder that paths are below, as the plan names it, their rows and states."""

    root: Path
    root_name: str
    rows: Mapping[Found, Described]
    state_of: Callable[[Found], str]


class _Proposal:
    def __init__(self, wish: Wish, profile: Profile, recogniser: Recogniser, files: _Files) -> None:
        self._wish = wish
        self._profile = profile
        self._recogniser = recogniser
        self._files = files
        self._rows = files.rows
        self._ingest = profile.folder_name(FolderKind.INGEST, wish.release.number)
        self._leaves = {leaf.component: leaf for leaf in profile.tree(wish.release)}

    def source(self, found: Found) -> str:
        """Return the path of a file below the folder."""
        return shielded(shown(found.path.relative_to(self._files.root).as_posix()))

    def of_table(self, sheets: Sequence[Found]) -> Line:
        """Return the line of a file that has tables of components."""
        components = list(dict.fromkeys(one.component for one in sheets if one.component))
        first = next(one for one in sheets if one.component)
        if len(components) > 1:
            note = f"Its sheets are of {' and '.join(components)}: save each in a file of its own."
            return self._line(first, _Place(None, "", "by its sheets", note=note))
        return self._line(first, _Place(first.component, _sure(first.confidence), first.how))

    def of_file(self, found: Found) -> Line:
        """Return the line of a data file, or of one that nothing is known of."""
        rows = self._rows.get(found)
        if rows is not None and len(rows.components) == 1:
            return self._line(found, _Place(rows.components[0], "sure", f"by its row in {rows.table}", rows.ids))
        if rows is not None and rows.components:
            note = f"Rows of {' and '.join(rows.components)} describe it: keep one."
            return self._line(found, _Place(None, "", "by its rows", rows.ids, note))
        if found.component:
            return self._line(found, _Place(found.component, "likely", found.how))
        return self._line(found, self._by_name(found))

    def _by_name(self, found: Found) -> _Place:
        """Return what the name of a file says, and its format where that leaves one component."""
        stem, _ = split_ending(found.path.name)
        sign = self._recogniser.vocabulary.by_name(stem)
        said = set(sign.components if sign else found.candidates)
        taken = {name for name in self._takers(found.path.name) if not said or name in said}
        if len(taken) == 1:
            why = "by its name and format" if said else "by its format, which no other component takes"
            return _Place(next(iter(taken)), "guess", why)
        if len(said) == 1:
            return _Place(None, "", "", note=f"Its name says {next(iter(said))}, which takes no such format.")
        among = sorted(taken or said)
        note = f"It may be of {' or '.join(among)}." if 0 < len(among) <= 6 else "Nothing tells what it is."
        return _Place(None, "", "", note=f"{note} Fill in its folder, or describe it in a table of metadata.")

    def _takers(self, name: str) -> Iterator[str]:
        files = self._profile.overlay.files
        shape = files.format_named(name)
        for component, leaf in self._leaves.items():
            accepted = files.accepted_for(component, self._wish.version) if leaf.kind == "file" else None
            if shape and accepted and shape.format in accepted.all_formats():
                yield component

    def _line(self, found: Found, place: _Place) -> Line:
        leaf = self._leaves.get(place.component or "")
        if shown(str(found.path)) != str(found.path):
            leaf, place = None, replace(place, note="Its name has signs that a plan cannot hold: rename it first.")
        name = safe_name(found.path.name)
        if self._wish.has_ids:
            name = with_id(name, place.ids)
        notes = [place.note] if place.note else []
        if place.component and place.component not in self._leaves:
            notes.append(f"Release {self._wish.release.number} has no folder of {place.component}.")
        notes += self._notes(found, place, name)
        return Line(
            action=TAKE if leaf else LEAVE,
            source=self.source(found),
            component=place.component or "",
            folder=self._folder(found, leaf) if leaf else "",
            name=name,
            sure=place.sure,
            why=place.why,
            data_file_id=", ".join(place.ids),
            note=" ".join(notes),
            state=self._files.state_of(found),
            root=self._files.root_name,
        )

    def _notes(self, found: Found, place: _Place, name: str) -> Iterator[str]:
        forms = self._profile.overlay.identifiers.forms
        if name != found.path.name and found in self._rows:
            yield "Its name changes: write the new one in its row too."
        carried = looks_identifying(found.path.name, forms)
        if carried:
            yield f"Its name looks as if it had {carried} in it: take that out if it is of a person."
        for id_ in place.ids:
            parsed = forms.parse(id_)
            if self._wish.center and parsed and parsed.center != self._wish.center:
                yield f"{id_} is of another center."

    def _folder(self, found: Found, leaf: Leaf) -> str:
        """Return the target folder; folders inside that of the component stay."""
        above = found.place.rpartition("/")[0]
        below = above.removeprefix(leaf.path) if f"{above}/".startswith(f"{leaf.path}/") else ""
        steps = [safe_name(step) for step in below.split("/") if step]
        return "/".join([self._ingest, leaf.path, *steps])


def _sure(confidence: Confidence) -> str:
    return "guess" if confidence is Confidence.GUESS else "sure"


def _unique(lines: Sequence[Line]) -> list[Line]:
    """Give files that would have the same folder and name a number each, but for the first."""
    taken: set[str] = set()
    found = []
    for line in lines:
        name, number = line.name, 1
        while line.action == TAKE and f"{line.folder}/{name}".casefold() in taken:
            number += 1
            name = numbered(line.name, number)
        if line.action == TAKE:
            taken.add(f"{line.folder}/{name}".casefold())
        note = f"{line.note} Another file has the same name: write this one in its row too.".strip()
        found.append(line if name == line.name else replace(line, name=name, note=note))
    return found
