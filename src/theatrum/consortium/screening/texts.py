"""Texts before they are stored: what blocks is refused, what has to be reviewed is told of what has it."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from theatrum.checks.findings import Finding, Verdict
from theatrum.checks.privacy.context import Context
from theatrum.checks.privacy.hits import Where
from theatrum.checks.privacy.judging import Judge
from theatrum.checks.tables.headers import match_headers
from theatrum.consortium.profile.queries import in_force, model_of
from theatrum.consortium.screening.clean import CleanTexts
from theatrum.consortium.screening.engine import judge_of
from theatrum.consortium.screening.people import is_on
from theatrum.consortium.screening.shapes import safe, shape_of
from theatrum.consortium.screening.talk import may_stand
from theatrum.kernel.errors import DomainError
from theatrum.repository.entities.refusing import Place, Seen
from theatrum.repository.schemas.names import parse_schema_id

_TOLD = frozenset({Verdict.BLOCK, Verdict.HOLD})
_LONGEST_NAME = 200
_DAY = "privacy.date"
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:?\d\d)")
_MOST_MATCHED = 64
_CLEAN = CleanTexts()
_UNNAMED = "What stands here may identify a person, and so does the name of its column."


def seen_in_written(texts: Mapping[str, Collection[str]], place: Place, schema_id: str) -> dict[str, dict[str, Seen]]:
    """Return by key and text what is blocked or held of it, as ``entities.refusing`` asks for."""
    if not is_on():
        return {}
    if place is Place.NAMES:
        return _in_texts(texts, Where.NAME)
    if place is Place.TALK:
        return _in_texts(texts, Where.TEXT, leaves=may_stand)
    if place is Place.TEXTS:
        told = _in_texts(texts, Where.TEXT)
        kept = {key: _without_days(by_text, is_any=True) for key, by_text in told.items()}
        return {key: by_text for key, by_text in kept.items() if by_text}
    component, model = component_of(schema_id)
    described = attributes_of(list(texts), component, model)
    found = seen_in_columns(texts, list(texts), schema_id)
    left = {
        key: by_text if key in described else _without_days(by_text, is_any=component is None)
        for key, by_text in found.items()
    }
    return {key: by_text for key, by_text in left.items() if by_text}


def _without_days(seen: Mapping[str, Seen], *, is_any: bool) -> dict[str, Seen]:
    """Return what was seen without moments of a machine's clock, or without any days.

    Beside the attributes of a component a moment says when somebody moved a file; where no component holds at all, a
    day need not be of a person.
    """
    return {text: one for text, one in seen.items() if not (_is_day(one) and (is_any or _MOMENT.fullmatch(text)))}


def _is_day(seen: Seen) -> bool:
    return {told.code for told in seen.findings} == {_DAY}


def seen_in_columns(
    texts: Mapping[str, Collection[str]], headers: Sequence[str], schema_id: str
) -> dict[str, dict[str, Seen]]:
    """Return by header and text what is blocked or held of it; ``headers`` are all that the table has."""
    component, model = component_of(schema_id)
    judge = judge_of(model)
    asked = {
        header: unknown for header, some in texts.items() if (unknown := _CLEAN.unknown(judge, component, header, some))
    }
    if not asked:
        return {}
    told = judge.texts(asked, component, attributes_of(headers, component, model))
    for header, some in asked.items():
        by_text = told.get(header, {})
        _CLEAN.add(judge, component, header, [text for text in some if text not in by_text])
    return _serious(judge, told)


def component_of(schema_id: str) -> tuple[str | None, str | None]:
    """Return component and version of the data model that a registered schema stands for; nothing for one of others."""
    if not schema_id:
        return None, None
    profile = in_force()
    try:
        parsed = parse_schema_id(schema_id)
    except DomainError:
        return None, None
    if parsed.organization != profile.overlay.organization:
        return None, None
    return parsed.name, model_of(profile, parsed)


def attributes_of(headers: Sequence[str], component: str | None, model: str | None) -> Mapping[str, str]:
    """Return the attributes that headers mean, by header; of others nothing."""
    described = in_force().component(component or "", model or "")
    return _matched(tuple(headers), tuple(described.attributes)) if described else {}


@lru_cache(maxsize=_MOST_MATCHED)
def _matched(headers: tuple[str, ...], attributes: tuple[str, ...]) -> Mapping[str, str]:
    return match_headers(headers, attributes).names


def _in_texts(
    texts: Mapping[str, Collection[str]], where: Where, *, leaves: Callable[[Finding], bool] | None = None
) -> dict[str, dict[str, Seen]]:
    judge = judge_of(None)
    told = {
        key: {text: found for text in some if (found := judge.text(text, Context(where)))}
        for key, some in texts.items()
    }
    if leaves is not None:
        told = {
            key: {text: [one for one in found if not leaves(one)] for text, found in by_text.items()}
            for key, by_text in told.items()
        }
    return _serious(judge, told)


def _serious(judge: Judge, told: Mapping[str, Mapping[str, Sequence[Finding]]]) -> dict[str, dict[str, Seen]]:
    found: dict[str, dict[str, Seen]] = {}
    for key, by_text in told.items():
        for text, findings in by_text.items():
            if serious := [one for one in findings if one.verdict in _TOLD]:
                found.setdefault(key, {})[text] = _seen(judge, key, text, serious)
    return found


def _seen(judge: Judge, key: str, text: str, findings: Sequence[Finding]) -> Seen:
    ordered = sorted(findings, key=lambda one: one.verdict is not Verdict.BLOCK)
    first, match = ordered[0], ordered[0].match
    is_told = safe(judge, key, longest=_LONGEST_NAME) == key
    told = {(one.code, one.verdict): _masked(one, key, is_told=is_told) for one in ordered}
    said = _masked(first, key, is_told=is_told)
    return Seen(
        code=first.code,
        reason=f"{said.message} {said.fix or ''}".strip() if is_told else said.message,
        shape=shape_of(text[match.offset : match.offset + match.length]) if match else "",
        is_refused=first.verdict is Verdict.BLOCK,
        findings=tuple(told.values()),
    )


def _masked(finding: Finding, key: str, *, is_told: bool) -> Finding:
    """Return a finding as it may be stored with what has the text: without its place in the text."""
    message = finding.message if is_told else _UNNAMED
    return replace(finding, message=message, column=key, component=None, match=None)
