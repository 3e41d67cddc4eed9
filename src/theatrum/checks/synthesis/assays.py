"""The files of assays: chains from the first level on, each file with the row that describes it."""

import random
from dataclasses import replace

from theatrum.checks.synthesis.blueprint import Blueprint, Part
from theatrum.checks.synthesis.bundling import bundled
from theatrum.checks.synthesis.celling import celled
from theatrum.checks.synthesis.contents.content import CHANNELS, Content
from theatrum.checks.synthesis.contents.formats import COLOR, MAKERS, PICTURES, READS
from theatrum.checks.synthesis.drafts import Draft, DraftFile
from theatrum.checks.synthesis.facts import facts_of
from theatrum.checks.synthesis.heeding import heeded
from theatrum.checks.synthesis.people import Makers, given_text
from theatrum.checks.synthesis.specimens import Specimen
from theatrum.kernel.jsontext import JsonValue

Written = tuple[str, str]


class AssayMaker:
    """Makes the files of specimens, each with an identifier of its own."""

    def __init__(self, plan: Blueprint, makers: Makers, draft: Draft, chance: random.Random) -> None:
        self._plan = plan
        self._makers = makers
        self._draft = draft
        self._chance = chance
        self._numbers: dict[str, int] = {}
        self.families = tuple(part for part in plan.files if _source(plan, part) is None and formats_of(plan, part))

    def add_family(self, first: Part, specimen: Specimen) -> list[str]:
        """Add the files of one assay of a specimen, all levels; returns the identifiers of the first level."""
        return self._level(first, specimen, [specimen.id])

    def _level(self, part: Part, specimen: Specimen, parents: list[str]) -> list[str]:
        ending, written = self._chance.choice(formats_of(self._plan, part))
        least = self._plan.profile.overlay.files.floor(part.name, written)
        content = Content(
            sample=specimen.id,
            seed=self._chance.randrange(1, 1 << 30),
            least=least + 1 if least else 0,
            channels=CHANNELS,
            cells=celled(self._plan, part, specimen, self._chance),
            is_color=ending in COLOR or (ending in PICTURES and _wants_color(self._plan, part)),
        )
        mates = (1, 2) if ending in READS else (None,)
        found: list[str] = []
        for mate in mates:
            first = found[0] if found else None
            found.append(self._file(part, specimen.owner, parents, (ending, written), content, mate, first))
        for following in self._plan.files:
            source = _source(self._plan, following)
            if source is not None and source.name == part.name and formats_of(self._plan, following):
                self._level(following, specimen, found)
        return found

    def _file(  # noqa: PLR0917  # inside this class only
        self,
        part: Part,
        owner: str,
        parents: list[str],
        form: Written,
        content: Content,
        mate: int | None,
        first: str | None,
    ) -> str:
        """Add a file; of a pair, both are called after the ``first`` one, so that programs see that they are mates."""
        plan, (ending, written) = self._plan, form
        number = self._numbers[owner] = self._numbers.get(owner, 0) + 1
        found = plan.forms.write(plan.file_kind, number=number, **{plan.participant_kind: owner})
        path = f"{part.leaf.path}/{first or found}{f'_R{mate}' if mate else ''}.{ending}"
        content = content.of_mate(mate or 1)
        given = facts_of(part, ending, content, mate) | heeded(plan.links, part, self._chance)
        named, members = bundled(plan, part, given, self._chance)
        content = replace(content, members=members)
        given |= (
            named
            | _indicated(plan, part, mate)
            | given_text(part, part.key, [found])
            | given_text(part, part.parent, parents)
            | _filled_in(plan, part, path, written)
        )
        self._draft.add(part.name, self._makers.row(part, self._chance, given))
        self._draft.files.append(DraftFile(path, part.name, ending, content))
        return found


def formats_of(plan: Blueprint, part: Part) -> list[Written]:
    """Return the formats in which files of a component can be made: the ending of the name, and what the cell says."""
    files = plan.profile.overlay.files
    accepted = files.accepted_for(part.name, part.component.version)
    found: list[Written] = []
    for name in accepted.accepted if accepted else ():
        ending = next((end[1:] for end in files.format(name).endings if end[1:] in MAKERS), None)
        written = next(
            (text for text in (name, *files.format(name).spellings) if _takes(part, files.attribute, text)), None
        )
        if ending and written:
            found.append((ending, written))
    return found


def _wants_color(plan: Blueprint, part: Part) -> bool:
    """Return whether the profile remarks on pictures of a component that have no color."""
    rule = plan.profile.inspections.rule_for("format.not_rgb", part.name)
    return rule is not None and rule.severity != "off"


def _takes(part: Part, column: str | None, text: str) -> bool:
    """Return whether the schema has nothing against a format in its cell."""
    problems = part.schema.judge({column: text} if column else {})
    return all(problem.instance_path != (column,) for problem in problems)


def _source(plan: Blueprint, part: Part) -> Part | None:
    """Return the component whose files those of this one are made from, None where they come from specimens."""
    allowed = [parent.components for parent in part.parents if parent.kind == plan.file_kind]
    names = {name for components in allowed for name in components} - {part.name}
    # The nearest level below: the last one of the tree.
    earlier = [other for other in plan.files if other.name in names]
    return earlier[-1] if earlier else None


def _filled_in(plan: Blueprint, part: Part, path: str, written: str) -> dict[str, JsonValue]:
    """Return the attributes that a form would fill in from the file itself."""
    values = {"path": path, "format": written}
    fills = plan.profile.overlay.fills
    return {column: values[what] for column, what in fills.items() if column in part.columns}


def _indicated(plan: Blueprint, part: Part, mate: int | None) -> dict[str, JsonValue]:
    """Return which read of a pair a file holds, where the profile's column for that takes any text."""
    column = plan.profile.inspections.reads.indicator
    attribute = part.component.attributes.get(column or "")
    return {column: f"R{mate}"} if column and mate and attribute and not attribute.values else {}
