"""What a message may quote of a file: nothing that was found to identify somebody, there or in the message itself."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from theatrum.checks.findings import Finding, Verdict
from theatrum.checks.privacy.context import Context
from theatrum.checks.privacy.hits import Where
from theatrum.checks.privacy.judging import Judge

# A shorter text stands in many words by chance.
_SHORTEST = 4
_STOPS = frozenset({Verdict.BLOCK, Verdict.HOLD})
_FAMILY = "privacy."


@dataclass(slots=True)
class Quotes:
    """Texts of one file that identify, and the messages that were gone through. It holds texts: in memory only."""

    _texts: dict[str, str] = field(default_factory=dict, repr=False)
    _said: dict[str, str] = field(default_factory=dict, repr=False)

    def add(self, text: str, findings: Iterable[Finding]) -> None:
        """Keep what was found in a text: all of it may not be quoted."""
        for finding in findings:
            match = finding.match
            stretch = text[match.offset : match.offset + match.length] if match else text
            if len(stretch) >= _SHORTEST:
                self._texts[stretch] = _mask(finding)

    def cleaned(self, finding: Finding, judge: Judge) -> Finding:
        """Return a finding whose words quote nothing of it. Those on what identifies quote nothing anyway."""
        if finding.code.startswith(_FAMILY):
            return finding
        message, fix = self._clean(finding.message, judge), finding.fix and self._clean(finding.fix, judge)
        return (
            finding if (message, fix) == (finding.message, finding.fix) else replace(finding, message=message, fix=fix)
        )

    def _clean(self, said: str, judge: Judge) -> str:
        if said not in self._said:
            clean = said
            # The longest first: a part of another one leaves the rest of that.
            for text in sorted((one for one in self._texts if one in said), key=len, reverse=True):
                clean = clean.replace(text, self._texts[text])
            self._said[said] = _judged(clean, judge)
        return self._said[said]


def _judged(said: str, judge: Judge) -> str:
    clean, end = said, len(said)
    found = [one for one in judge.text(said, Context(Where.TEXT)) if one.verdict in _STOPS and one.match]
    # From behind, so that the places of the others stay true.
    for finding in sorted(found, key=lambda one: one.match.offset if one.match else 0, reverse=True):
        match = finding.match
        if match is None or match.offset + match.length > end:
            continue
        clean, end = clean[: match.offset] + _mask(finding) + clean[match.offset + match.length :], match.offset
    return clean


def _mask(finding: Finding) -> str:
    return f"[{finding.code.removeprefix(_FAMILY).replace('_', ' ')}]"
