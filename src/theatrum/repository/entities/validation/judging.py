"""Judging one entity as it is written: computed before the lock, stored under it.

The verdict is computed by ``checks`` alone. What is stored is compared with the binding once more; if
that changed meanwhile the verdict is unknown, and a job judges again.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from dataclasses import fields as fields_of

from theatrum.checks.findings import Finding
from theatrum.checks.model.annotations import AnnotationValue
from theatrum.checks.model.compiled import CompiledSchema
from theatrum.checks.model.derived import derived_annotations
from theatrum.checks.model.subject import subject
from theatrum.checks.model.walk import depth_first
from theatrum.checks.report import everit
from theatrum.checks.report.wording import word
from theatrum.kernel import clock
from theatrum.kernel.errors import DomainError
from theatrum.kernel.jsontext import JsonObject, JsonValue
from theatrum.repository.entities import refusing
from theatrum.repository.entities.models import Node, Validation, Verdict
from theatrum.repository.entities.validation import elsewhere, fence, marking
from theatrum.repository.entities.validation.bound import (
    BoundSchema,
    bound_for,
    bound_for_parent,
    is_bound_itself,
)
from theatrum.repository.entities.validation.marking import mark_unknown
from theatrum.repository.schemas.compiled import compiled
from theatrum.repository.schemas.models import Document

__all__ = [
    "BoundSchema",
    "Judgement",
    "bound_for",
    "bound_for_parent",
    "is_bound_itself",
    "judge_draft",
    "mark_unknown",
    "store",
]

# What is made from the text of an annotation, or may be.
_MASKED: JsonObject = {"value": None, "fix": None, "suggestions": []}
_FIELDS = tuple(one.name for one in fields_of(Finding))
_STORED = ["verdict", "object_etag", "version", "validated_on", "exception", "findings", "derived"]


@dataclass(frozen=True)
class Judgement:
    """What a schema says of an entity.

    ``exception`` is Synapse's wording, the three fields that the wire shows; ``findings`` is ours.
    """

    bound: BoundSchema | None
    verdict: Verdict
    exception: "JsonObject | None" = None
    findings: list[JsonObject] = field(default_factory=list)
    derived: dict[str, JsonObject] = field(default_factory=dict)


def judge_draft(
    *,
    fields: Mapping[str, JsonValue],
    annotations: Mapping[str, Mapping[str, object]],
    bound: BoundSchema | None,
) -> Judgement:
    """Judge an entity that is about to be written: its fields under their wire names, its annotations as stored.

    What may identify a person is told with it, and masked in all that is told else. Never raises: what cannot be held
    against the schema at all is invalid, with the reason.
    """
    if bound is None:
        return Judgement(bound, Verdict.UNKNOWN)
    judged = _held_against(fields, annotations, bound)
    seen = refusing.seen_in(refusing.texts_of(annotations), refusing.Place.CELLS, str(bound.schema_id))
    return _noticed(judged, seen) if seen else judged


def _noticed(judged: Judgement, seen: Mapping[str, Mapping[str, refusing.Seen]]) -> Judgement:
    found = dict.fromkeys(one for by_text in seen.values() for some in by_text.values() for one in some.findings)
    told = [one if one.get("column") not in {None, *seen} else {**one, **_MASKED} for one in judged.findings]
    return replace(judged, findings=[*map(_as_json, found), *told])


def _held_against(
    fields: Mapping[str, JsonValue], annotations: Mapping[str, Mapping[str, object]], bound: BoundSchema
) -> Judgement:
    try:
        schema = compiled(bound.digest)
        if _needs_what_is_unknown(schema, fields):
            return Judgement(bound, Verdict.UNKNOWN)
        return _judge(schema, fields, annotations, bound)
    except Document.DoesNotExist:
        # The binding was changed and the schema deleted since ``bound`` was read.
        return Judgement(bound, Verdict.UNKNOWN)
    except DomainError as error:
        return Judgement(bound, Verdict.INVALID, exception=_refused(str(error)))


def store(node: Node, judgement: Judgement) -> None:
    """Keep the verdict on a node that was just written, if the schema that judged still holds for it."""
    fence.share()
    bound = bound_for(node.id)
    if bound is None:
        Validation.objects.filter(node=node).delete()
    elif bound != judgement.bound or judgement.verdict is Verdict.UNKNOWN:
        store_all([(node, Judgement(bound, Verdict.UNKNOWN))])
        _judge_later(node)
    else:
        store_all([(node, judgement)])


def _judge_later(node: Node) -> None:
    if elsewhere.is_judged(node.kind):
        elsewhere.want(node.kind, [node.id])
    else:
        marking.revalidate_later(node.id, count=1)


def store_all(judged: list[tuple[Node, Judgement]]) -> None:
    """Write verdicts in one statement; the caller holds the fence and has compared bindings and etags."""
    moment = clock.now()
    Validation.objects.bulk_create(
        [
            Validation(
                node=node,
                verdict=judgement.verdict,
                object_etag=node.etag,
                version_id=judgement.bound.version_id if judgement.bound else None,
                validated_on=None if judgement.verdict is Verdict.UNKNOWN else moment,
                exception=judgement.exception,
                findings=judgement.findings,
                derived=judgement.derived,
            )
            for node, judgement in sorted(judged, key=lambda pair: pair[0].id)
        ],
        update_conflicts=True,
        unique_fields=["node"],
        update_fields=_STORED,
    )


def _judge(
    schema: CompiledSchema,
    fields: Mapping[str, JsonValue],
    annotations: Mapping[str, Mapping[str, object]],
    bound: BoundSchema,
) -> Judgement:
    values = {key: AnnotationValue.from_wire(value) for key, value in annotations.items()}
    entity = subject(fields, values, schema)
    violations = schema.judge(entity)
    report = everit.report(schema, violations, entity)
    if report is not None:
        findings = [_as_json(finding) for finding in word(schema, violations)]
        return Judgement(bound, Verdict.INVALID, exception=report.wire(), findings=findings)
    derived = derived_annotations(schema, entity) if bound.derives else {}
    return Judgement(bound, Verdict.VALID, derived={key: _wire(value) for key, value in derived.items()})


def _as_json(finding: Finding) -> JsonObject:
    """Return a finding as it is stored: ``asdict`` copies deeply, which took half of the time of a verdict."""
    told: JsonObject = {name: getattr(finding, name) for name in _FIELDS}
    if finding.match is not None:
        told["match"] = asdict(finding.match)
    return told


def _refused(reason: str) -> JsonObject:
    exception: JsonObject = {"pointerToViolation": "#", "message": reason, "causingExceptions": []}
    return {
        "validationErrorMessage": reason,
        "allValidationMessages": [f"#: {reason}"],
        "validationException": exception,
    }


def _wire(value: AnnotationValue) -> JsonObject:
    return {"type": value.type.value, "value": list(value.value)}


def _needs_what_is_unknown(schema: CompiledSchema, fields: Mapping[str, JsonValue]) -> bool:
    """Tell whether the schema asks for the id of an entity that has none yet, or for a name made of it."""
    unknown = {name for name in ("id", "name") if not fields.get(name)}
    return bool(unknown) and not unknown.isdisjoint(_property_names(schema))


def _property_names(schema: CompiledSchema) -> Iterator[str]:
    for part in depth_first(schema.schema):
        for keyword in ("properties", "required"):
            named = part.get(keyword)
            yield from (str(name) for name in named) if isinstance(named, dict | list) else ()
