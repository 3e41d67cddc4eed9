"""What may identify a person in rows that are judged: told beside the verdict, and masked in all that is told else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.grids.judging import MOST_FINDINGS, Judge, Judged, Subject, as_json
from theatrum.repository.grids.models import Workspace
from theatrum.repository.grids.refusing import Seen, seen_in, texts_of

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
        seen = seen_in(self.workspace, [texts_of(subject.cells) for subject in subjects])
        for place, found in enumerate(seen):
            if found:
                judged[place] = self._noticed(judged[place], found)
        return judged

    def _noticed(self, judged: Judged, seen: Mapping[int, Seen]) -> Judged:
        private = {str(self.workspace.column_names[slot]) for slot in seen}
        told = [_masked(finding, private) for finding in judged.findings or [] if not _is_of(finding, private)]
        found = [as_json(finding, {}) for slot in sorted(seen) for finding in seen[slot].findings]
        return replace(judged, findings=[*found, *told][:MOST_FINDINGS] or None)


def _is_of(finding: JsonObject, private: set[str]) -> bool:
    """Tell whether a finding says what is seen here: the judge of files tells it of their annotations, too."""
    return str(finding.get("code")).startswith("privacy.") and finding.get("column") in private


def _masked(finding: JsonObject, private: set[str]) -> JsonObject:
    """Return a finding without what was made from a text that identifies; one on a whole row may show any cell."""
    column = finding.get("column")
    return finding if column is not None and column not in private else {**finding, **_MASKED}
