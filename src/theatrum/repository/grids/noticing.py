"""What may identify a person in rows that are judged: told beside the verdict, and masked in all that is told else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.grids.cells import cell
from theatrum.repository.grids.judging import MOST_FINDINGS, Judge, Judged, Subject, as_json, is_private
from theatrum.repository.grids.models import Workspace
from theatrum.repository.grids.refusing import Seen, distinct_texts, is_asked, of_row, seen_among

# What is made from the text of a cell, or may be.
_MASKED: JsonObject = {"fix": None, "suggestions": []}


@dataclass(frozen=True)
class NoticingJudge:
    """Lets another judge, and adds what was seen in the cells. The verdict stays that of the schema."""

    workspace: Workspace
    judge: Judge

    def __call__(self, subjects: Sequence[Subject]) -> list[Judged]:
        """See Judge."""
        judged = self.judge(subjects)
        seen = seen_among(self.workspace, distinct_texts(map(_texts, subjects))) if is_asked() else {}
        for place, subject in enumerate(subjects):
            if not seen and not subject.found:
                continue
            found, kept = of_row(seen, _texts(subject)), self._kept(subject)
            if found or kept:
                judged[place] = self._noticed(judged[place], found, kept)
        return judged

    def _kept(self, subject: Subject) -> list[JsonObject]:
        """Return what was told of cells before that nobody has changed since."""
        if subject.fresh is None:
            return []
        changed = {self.workspace.column_names[slot] for slot in subject.fresh}
        return [one for one in subject.found if is_private(one) and one.get("column") not in changed]

    def _noticed(self, judged: Judged, seen: Mapping[int, Seen], kept: Sequence[JsonObject]) -> Judged:
        fresh = [as_json(finding, {}) for slot in sorted(seen) for finding in seen[slot].findings]
        found = sorted([*fresh, *kept], key=self._place)
        private = {str(one["column"]) for one in found}
        told = [_masked(finding, private) for finding in judged.findings or [] if not _is_of(finding, private)]
        return replace(judged, findings=[*found, *told][:MOST_FINDINGS] or None)

    def _place(self, finding: JsonObject) -> int:
        column = finding.get("column")
        return self.workspace.column_names.index(column) if column in self.workspace.column_names else -1


def _texts(subject: Subject) -> Mapping[int, str | None]:
    if subject.fresh is None:
        return dict(enumerate(subject.cells))
    return {slot: cell(subject.cells, slot) for slot in subject.fresh}


def _is_of(finding: JsonObject, private: set[str]) -> bool:
    """Tell whether a finding says what is seen here: the judge of files tells it of their annotations, too."""
    return is_private(finding) and finding.get("column") in private


def _masked(finding: JsonObject, private: set[str]) -> JsonObject:
    """Return a finding without what was made from a text that identifies; one on a whole row may show any cell."""
    column = finding.get("column")
    return finding if column is not None and column not in private else {**finding, **_MASKED}
