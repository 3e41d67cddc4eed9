"""A JSON Schema compiled once, and its verdict on single objects.

Compiled schemas are kept by the hash of their content. Nothing is ever fetched: a reference that
leads out of the document is an error. Patterns run under a bound, so that no pattern can hang a thread.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TypedDict

import jsonschema_rs

from theatrum.checks.model.dialect import META_SCHEMAS, VALIDATORS, Draft, draft_of
from theatrum.checks.model.errors import PartUnknown, ReferenceUnresolved, SchemaUnusable, SubjectUnusable
from theatrum.checks.model.recent import Recent
from theatrum.checks.model.unfolding import MOST_PARTS, unfolded_size
from theatrum.checks.model.violations import Path, Violation, violation_of
from theatrum.checks.model.walk import list_properties, pointer_text
from theatrum.kernel import jsontext
from theatrum.kernel.jsontext import JsonObject, JsonValue

KEPT = 256
# Steps a pattern with look-around may take on one string, about a millisecond; those of real data models need dozens.
BACKTRACK_LIMIT = 100_000
# Look-around is quadratic on hostile text even within that bound, so such patterns see at most this many characters.
LONGEST_STRING = 10_000
_BACKTRACKS = re.compile(r"\(\?[=!<]|\\[1-9k]")


class _Options(TypedDict):
    offline: bool
    validate_formats: bool
    pattern_options: jsonschema_rs.FancyRegexOptions


@dataclass(frozen=True, slots=True, eq=False)
class CompiledSchema:
    """One schema, ready to judge. Safe to share between threads."""

    digest: str
    draft: Draft
    schema: JsonObject
    list_properties: frozenset[str]
    _validator: jsonschema_rs.Validator = field(repr=False)
    _backtracks: bool
    _parts: list[jsonschema_rs.ValidatorMap] = field(default_factory=list, repr=False)

    @property
    def is_bounded(self) -> bool:
        """Whether texts of more than ``LONGEST_STRING`` characters are left undecided."""
        return self._backtracks

    def judge(self, instance: JsonValue) -> list[Violation]:
        """Return every violation, in the order of the schema; empty when valid. Raises SubjectUnusable."""
        return self._judge(self._validator, instance)

    def accepts(self, instance: JsonValue) -> bool:
        """Return whether the object is valid. Raises SubjectUnusable."""
        return self._accepts(self._validator, instance)

    def judge_at(self, path: Path, instance: JsonValue) -> list[Violation]:
        """Judge by one part of the schema; paths begin at that part. Raises PartUnknown, SubjectUnusable."""
        part = self._part(path)
        if part is None:
            raise PartUnknown(place=pointer_text(path))
        return self._judge(part, instance)

    def accepts_at(self, path: Path, instance: JsonValue) -> bool:
        """Return whether one part of the schema accepts the object. Raises PartUnknown, SubjectUnusable."""
        return self.acceptor(path)(instance)

    def acceptor(self, path: Path) -> Callable[[JsonValue], bool]:
        """Return what tells whether one part of the schema accepts an object, for many of them. Raises PartUnknown."""
        part = self._part(path)
        if part is None:
            raise PartUnknown(place=pointer_text(path))
        return partial(self._accepts, part)

    def has_part(self, path: Path) -> bool:
        """Return whether there is a schema at a place; inside a part with an ``$id`` of its own there may be none."""
        return self._part(path) is not None

    def _part(self, path: Path) -> jsonschema_rs.Validator | None:
        if not self._parts:
            self._parts.append(_parts(self.schema, self.draft))
        return self._parts[0].get(pointer_text(path))

    def _accepts(self, validator: jsonschema_rs.Validator, instance: JsonValue) -> bool:
        if self._backtracks and next(_overlong(instance), None) is not None:
            return False
        try:
            return validator.is_valid(instance)
        except (ValueError, TypeError, OverflowError) as error:
            raise _unusable_subject(error) from error

    def _judge(self, validator: jsonschema_rs.Validator, instance: JsonValue) -> list[Violation]:
        if self._backtracks and (long := list(_overlong(instance))):
            return long
        try:
            return [violation_of(error, instance) for error in validator.iter_errors(instance)]
        except (ValueError, TypeError, OverflowError) as error:
            raise _unusable_subject(error) from error


def _unusable_subject(error: Exception) -> SubjectUnusable:
    return SubjectUnusable(reason=f"{error}.", fix="Send plain JSON, at most 255 levels deep.")


def compile_schema(schema: Mapping[str, JsonValue], *, digest: str | None = None) -> CompiledSchema:
    """Compile a schema, or return it as compiled before.

    ``digest`` is any stable hash of the content, where the caller has one: it saves hashing 2 MB.
    Raises SchemaUnusable, ReferenceUnresolved.
    """
    key = digest or _digest(schema)
    return _KEPT.get(key) or _KEPT.put(key, _compile(dict(schema), key))


_KEPT: Recent[CompiledSchema] = Recent(KEPT)


def _digest(schema: Mapping[str, JsonValue]) -> str:
    try:
        return jsontext.sha256(schema)
    except (TypeError, ValueError, RecursionError) as error:
        raise SchemaUnusable(reason=f"it is no JSON ({error}).", fix="Send a JSON object.") from error


def _compile(schema: JsonObject, digest: str) -> CompiledSchema:
    draft = draft_of(schema)
    try:
        validator = VALIDATORS[draft](schema, **_options())
        size = unfolded_size(schema)
    except jsonschema_rs.ValidationError as error:
        raise _unusable(error) from error
    except (ValueError, TypeError, RecursionError) as error:
        raise SchemaUnusable(reason=f"{error}.", fix="Send a JSON object, at most 255 levels deep.") from error
    if size > MOST_PARTS:
        reason = f"its references unfold to more than {MOST_PARTS} parts."
        raise SchemaUnusable(reason=reason, fix="Name each definition from fewer places.")
    return CompiledSchema(
        digest=digest,
        draft=draft,
        schema=schema,
        list_properties=list_properties(schema),
        _validator=validator,
        _backtracks=_has_backtracking_pattern(schema),
    )


def _parts(schema: JsonObject, draft: Draft) -> jsonschema_rs.ValidatorMap:
    """Compile every schema inside a schema, each with its references: only where a part is asked for."""
    return jsonschema_rs.validator_map_for({**schema, "$schema": META_SCHEMAS[draft]}, **_options())


def _options() -> _Options:
    limits = jsonschema_rs.FancyRegexOptions(backtrack_limit=BACKTRACK_LIMIT)
    return {"offline": True, "validate_formats": True, "pattern_options": limits}


def _unusable(error: jsonschema_rs.ValidationError) -> SchemaUnusable:
    reason = error.message.splitlines()[0].strip().rstrip(".")
    if isinstance(error.kind, jsonschema_rs.ValidationErrorKind.Referencing):
        fix = "Put the schema it means under 'definitions' and refer to it as #/definitions/NAME."
        return ReferenceUnresolved(reason=reason, fix=fix)
    place = "/".join(("#", *map(str, error.instance_path)))
    return SchemaUnusable(reason=f"at {place}: {reason[:300]}.", fix="Correct that place and send it again.")


def _has_backtracking_pattern(schema: JsonObject) -> bool:
    # One scan of the text finds more than patterns; that costs a length check, a walk of 20,000 values costs more.
    return _BACKTRACKS.search(json.dumps(schema).replace("\\\\", "\\")) is not None


def _overlong(instance: JsonValue, path: Path = ()) -> Iterator[Violation]:
    if isinstance(instance, str) and len(instance) > LONGEST_STRING:
        yield Violation("pattern", path, ("pattern",), ("pattern",), instance, LONGEST_STRING, decided=False)
    elif isinstance(instance, list):
        for index, item in enumerate(instance):
            yield from _overlong(item, (*path, index))
    elif isinstance(instance, dict):
        for key, item in instance.items():
            yield from _overlong(item, (*path, key))
