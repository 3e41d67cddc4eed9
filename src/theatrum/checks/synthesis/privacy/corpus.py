"""A whole corpus: tables, files with headers, archives and names, each identifier in it labelled."""

import random
from collections.abc import Iterator
from dataclasses import replace

from theatrum.checks.profile.profile import Profile
from theatrum.checks.synthesis.assays import formats_of
from theatrum.checks.synthesis.blueprint import Blueprint, CenterUnknown, blueprint_of
from theatrum.checks.synthesis.contents.content import Content
from theatrum.checks.synthesis.contents.formats import MAKERS
from theatrum.checks.synthesis.privacy import archives, headers
from theatrum.checks.synthesis.privacy.corpus_file import CorpusFile
from theatrum.checks.synthesis.privacy.names import NAMES, named
from theatrum.checks.synthesis.privacy.tables import planted_tables

# So many planted cells come with one file of each kind.
_CELLS_A_ROUND = 5000
# Where files lie whose format no component takes.
_ELSEWHERE = "Supplement"


def corpus(profile: Profile, *, size: int, seed: int = 0, center: str | None = None) -> Iterator[CorpusFile]:
    """Yield a submission with ``size`` planted cells, and files of every kind with planted headers and names.

    The same arguments give the same bytes. Raises CenterUnknown, ProfileHasNoPeople.
    """
    plan = blueprint_of(profile)
    centers = profile.centers
    owner = center or next(iter(centers))
    if owner not in centers:
        raise CenterUnknown(center=owner, known=", ".join(centers))
    yield from planted_tables(plan, size, owner, seed=seed)
    for number in range(1 + size // _CELLS_A_ROUND):
        chance = random.Random(f"files/{seed}/{number}")  # noqa: S311  # a seed must give the same corpus again
        yield from planted_files(plan, owner, chance, number)
        yield from _planted_names(plan, chance, number)
    yield from clean_files(plan, owner, seed=seed)


def planted_files(plan: Blueprint, center: str, chance: random.Random, number: int = 0) -> Iterator[CorpusFile]:
    """Yield a file of each kind whose header or members are planted; ``number`` tells rounds apart."""
    places = _places(plan)
    for kind, make in enumerate((*headers.MAKERS, *archives.MAKERS), start=1):
        made = make(chance, _specimen(plan, center, kind))
        name = f"{_file_id(plan, center, 1000 * (number + 1) + kind)}.{made.ending}"
        path = f"{places.get(made.ending, _ELSEWHERE)}/{name}"
        yield CorpusFile(path, made.content, tuple(replace(label, file=path) for label in made.labels))


def clean_files(plan: Blueprint, center: str, *, seed: int = 0) -> Iterator[CorpusFile]:
    """Yield a file of each format with nothing planted in it."""
    for number, (ending, place) in enumerate(_places(plan).items(), start=1):
        content = Content(sample=_specimen(plan, center, number), seed=seed + number, is_color=ending == "svs")
        yield CorpusFile(f"{place}/{_file_id(plan, center, number)}.{ending}", MAKERS[ending](content))


def _planted_names(plan: Blueprint, chance: random.Random, number: int) -> Iterator[CorpusFile]:
    place = _places(plan).get("csv", _ELSEWHERE)
    for kind in range(len(NAMES)):
        for is_folder in (False, True):
            name, labels = named(chance, "" if is_folder else "csv", kind)
            path = f"{place}/{name}/cells_{number}.csv" if is_folder else f"{place}/{name}"
            content = MAKERS["csv"](Content(sample="cells", seed=chance.randrange(1, 1 << 30)))
            found = (replace(label, file=path, offset=label.offset + len(place) + 1) for label in labels)
            yield CorpusFile(path, content, tuple(found))


def _places(plan: Blueprint) -> dict[str, str]:
    """Return a folder of the release for each ending of a name that a component takes."""
    found: dict[str, str] = {}
    for part in plan.files:
        for ending, _ in formats_of(plan, part):
            found.setdefault(ending, part.leaf.path)
    return found


def _specimen(plan: Blueprint, center: str, number: int) -> str:
    owner = plan.forms.write(plan.participant_kind, center=center, slot=number)
    return plan.forms.write(plan.specimen_kind, number=1, **{plan.participant_kind: owner})


def _file_id(plan: Blueprint, center: str, number: int) -> str:
    owner = plan.forms.write(plan.participant_kind, center=center, slot=number)
    return plan.forms.write(plan.file_kind, number=number, **{plan.participant_kind: owner})
