"""From what inspectors noted to findings: texts and fields by the judge of identifying data, the rest by rules."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from theatrum.checks.findings import Finding, Severity, Source
from theatrum.checks.formats.advice import advice_for
from theatrum.checks.formats.beside import about_pictures
from theatrum.checks.formats.bundles import about_bundle
from theatrum.checks.formats.declared import about_declared
from theatrum.checks.formats.inspection import Asked, Inspection, Noted
from theatrum.checks.formats.quotes import Quotes
from theatrum.checks.privacy.context import Context
from theatrum.checks.privacy.hits import Where
from theatrum.checks.privacy.judging import Judge
from theatrum.checks.profile.profile import Profile

MOST = 50
# What was found in a text, by its name, kind of place and component. It holds texts: keep it in memory only.
Told = dict[tuple[str, str, Where, str | None], list[Finding]]
_REMEMBERED = 50_000
_MEMBER = re.compile(r"member \d+(?:: member \d+)*")
_LONGEST = 200


def judge_inspection(
    inspection: Inspection, judge: Judge, asked: Asked, profile: Profile, *, told: Told | None = None
) -> list[Finding]:
    """Return what is wrong with a file, by what was seen of it. The caller adds file, and row where a column is named.

    Of many findings that differ in their place only, the first are told, and how many more there are. A finding has a
    column where it speaks of what ``asked.declared`` says. ``told`` remembers texts from file to file: programs write
    the same into the headers of all.
    """
    names = _Names(inspection)
    found = [
        *_identifying(inspection, judge, asked, (names, told if told is not None else {})),
        *about_pictures(inspection, judge, asked),
    ]
    found += _noted(inspection.noted, asked, profile)
    found += about_bundle(inspection, asked, profile)
    found += about_declared(inspection, asked, profile)
    placed = (replace(finding, place=names.placed(finding.place), component=asked.component) for finding in found)
    return list(_few(names.quotes.cleaned(finding, judge) for finding in placed))


@dataclass(slots=True)
class _Names:
    """Names of members, which places are told with where nothing in a name identifies anybody."""

    inspection: Inspection
    flagged: set[str] = field(default_factory=set, repr=False)
    quotes: Quotes = field(default_factory=Quotes, repr=False)
    _paths: dict[str, str] | None = field(default=None, repr=False)

    def placed(self, place: str | None) -> str | None:
        """Return a place with the path of the member that it begins with."""
        match = _MEMBER.match(place or "")
        if place is None or match is None:
            return place
        path = self._path(match[0])
        return place[: match.end()] + f" ({path})" + place[match.end() :] if path else place

    def _path(self, place: str) -> str | None:
        if self._paths is None:
            self._paths = {member.place: member.path for member in self.inspection.members}
        path = self._paths.get(place, "")
        # Where the budget ran out, some names were not looked at.
        is_shown = path.isprintable() and len(path) <= _LONGEST and self.inspection.stopped is None
        return path if is_shown and self.flagged.isdisjoint(re.split(r"[/\\]", path)) else None


def _identifying(inspection: Inspection, judge: Judge, asked: Asked, keeping: tuple[_Names, Told]) -> Iterator[Finding]:
    names, known = keeping
    if len(known) > _REMEMBERED:
        known.clear()
    advice = advice_for(inspection.label)
    # Names first: what is found in them may not be told in the places of others.
    for text in sorted(inspection.texts, key=lambda text: text.where is not Where.NAME):
        key = (text.name, text.text, text.where, asked.component)
        if key not in known:
            name = None if text.where is Where.NAME else text.name
            known[key] = judge.text(text.text, Context(text.where, name, asked.component))
        if known[key] and text.where is Where.NAME:
            names.flagged.add(text.text)
        names.quotes.add(text.text, known[key])
        yield from (_advised(replace(finding, place=text.place), text.where, advice) for finding in known[key])
    for one in inspection.forbidden:
        if judge.is_harmless(one.text):
            continue
        context = Context(Where.HEADER, one.name, asked.component)
        finding = replace(judge.field(one.kind, one.text, context), place=one.place)
        names.quotes.add(one.text, [finding])
        yield _advised(finding, Where.HEADER, advice)


def _advised(finding: Finding, where: Where, advice: str | None) -> Finding:
    return replace(finding, fix=advice) if advice and where is Where.HEADER else finding


def _noted(noted: Iterable[Noted], asked: Asked, profile: Profile) -> Iterator[Finding]:
    for one in noted:
        rule = profile.inspections.rule_for(one.code, asked.component)
        severity = rule.severity if rule and rule.severity else one.severity.value
        if severity != "off":
            yield Finding(
                code=one.code,
                severity=Severity(severity),
                message=one.message,
                fix=one.fix,
                place=one.place,
                source=Source.OVERLAY if rule or one.requirement else Source.READING,
                requirement=one.requirement or (rule.requirement if rule else None),
            )


def _few(findings: Iterable[Finding]) -> Iterator[Finding]:
    counts: Counter[Finding] = Counter()
    for finding in findings:
        kind = replace(finding, place=None, match=None)
        counts[kind] += 1
        if counts[kind] <= MOST:
            yield finding
    for kind, count in counts.items():
        if count > MOST:
            message = f"{kind.message} So it is at {count - MOST:,} more places."
            yield replace(kind, message=message)
