"""Attributes that a schema rules out by ``not`` and ``required``: the names are what a reader has to know."""

from collections.abc import Mapping

from theatrum.checks.model.violations import Violation
from theatrum.kernel.jsontext import JsonValue


def forbidden_names(violation: Violation, declared: Mapping[str, JsonValue]) -> list[str]:
    """Return the attributes that are there and must not be; empty where ``not`` means something else."""
    if violation.keyword != "not" or not isinstance(violation.value, dict):
        return []
    refused = declared.get("not")
    branches = refused.get("anyOf", [refused]) if isinstance(refused, dict) else []
    listed = [branch for branch in branches if isinstance(branch, dict)] if isinstance(branches, list) else []
    if not listed or not all(set(branch) == {"required"} for branch in listed):
        return []
    return [name for branch in listed for name in _names(branch["required"], violation.value)]


def _names(required: JsonValue, record: Mapping[str, JsonValue]) -> list[str]:
    names = [str(name) for name in required] if isinstance(required, list) else []
    return names if all(name in record for name in names) else []
