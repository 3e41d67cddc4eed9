"""Texts on their way into a grid: what blocks is refused, what has to be reviewed is told of the row that has it."""

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

from theatrum.checks.findings import Finding, Verdict
from theatrum.checks.privacy.judging import Judge
from theatrum.checks.tables.headers import match_headers
from theatrum.consortium.profile.queries import in_force, model_of
from theatrum.consortium.screening.clean import CleanTexts
from theatrum.consortium.screening.engine import judge_of
from theatrum.consortium.screening.people import is_on
from theatrum.consortium.screening.shapes import safe, shape_of
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.grids.models import Workspace
from theatrum.repository.grids.refusing import Seen
from theatrum.repository.schemas.names import parse_schema_id

_TOLD = frozenset({Verdict.BLOCK, Verdict.HOLD})
_LONGEST_NAME = 200
_MOST_MATCHED = 64
_CLEAN = CleanTexts()
_UNNAMED = "What stands here may identify a person, and so does the name of its column."


def seen_in_texts(workspace: Workspace, texts: Mapping[int, Collection[str]]) -> dict[int, dict[str, Seen]]:
    """Return by slot and text what is blocked or held of it, as ``grids.refusing`` asks for."""
    if not is_on() or not texts:
        return {}
    component, model = component_of(workspace.schema_id)
    judge = judge_of(model)
    headers = {str(workspace.column_names[slot]): slot for slot in texts}
    asked = {
        header: unknown
        for header, slot in headers.items()
        if (unknown := _CLEAN.unknown(judge, component, header, texts[slot]))
    }
    if not asked:
        return {}
    told = judge.texts(asked, component, attributes_of(workspace.columns, component, model))
    for header, some in asked.items():
        by_text = told.get(header, {})
        _CLEAN.add(judge, component, header, [text for text in some if text not in by_text])
    found: dict[int, dict[str, Seen]] = {}
    for header, by_text in told.items():
        for text, findings in by_text.items():
            if serious := [one for one in findings if one.verdict in _TOLD]:
                found.setdefault(headers[header], {})[text] = _seen(judge, header, text, serious)
    return found


def component_of(schema_id: str) -> tuple[str | None, str | None]:
    """Return component and version of the data model that a registered schema stands for; nothing for one of others."""
    if not schema_id:
        return None, None
    profile, parsed = in_force(), parse_schema_id(schema_id)
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


def _seen(judge: Judge, header: str, text: str, findings: Sequence[Finding]) -> Seen:
    ordered = sorted(findings, key=lambda one: one.verdict is not Verdict.BLOCK)
    first, match = ordered[0], ordered[0].match
    is_told = safe(judge, header, longest=_LONGEST_NAME) == header
    said = f"{first.message} {first.fix or ''}".strip() if is_told else _UNNAMED
    shape = shape_of(text[match.offset : match.offset + match.length]) if match else ""
    distinct = {(one.code, one.verdict): one for one in ordered}.values()
    return Seen(
        code=first.code,
        reason=said,
        shape=shape,
        is_refused=first.verdict is Verdict.BLOCK,
        findings=[_as_json(one, header, message=one.message if is_told else _UNNAMED) for one in distinct],
    )


def _as_json(finding: Finding, header: str, *, message: str) -> JsonObject:
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "column": header,
        "message": message,
        "fix": finding.fix,
        "suggestions": [],
        "requirement": finding.requirement,
    }
