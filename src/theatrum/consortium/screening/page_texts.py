"""The rules by which the page of a grid looks at cells before it sends them: those of the server, as data."""

import hashlib
from functools import lru_cache

from theatrum.checks.privacy.judging import Judge
from theatrum.checks.privacy.page_rules import calling_codes, page_rules
from theatrum.consortium.screening.engine import judge_of, version_in_force
from theatrum.consortium.screening.people import is_on
from theatrum.consortium.screening.texts import attributes_of, component_of
from theatrum.kernel.jsontext import JsonObject, canonical
from theatrum.repository.grids import refusing
from theatrum.repository.grids.models import Workspace

_KEPT = 32


def version_of(workspace: Workspace) -> str:
    """Return by what the rules of a grid change: detectors, policy, data model and columns."""
    told = [version_in_force(), workspace.schema_id, workspace.slots, is_on() and refusing.is_asked()]
    return hashlib.sha256(canonical(told).encode()).hexdigest()[:32]


def rules_of(workspace: Workspace) -> JsonObject:
    """Return what a page needs to know; of no column anything where nothing is screened."""
    if not is_on() or not refusing.is_asked():
        return {"months": {}, "calling": {}, "numbers": "", "harmless": [], "writings": [], "columns": {}}
    component, model = component_of(workspace.schema_id)
    named = attributes_of(workspace.columns, component, model)
    columns = tuple((str(slot), named.get(name, name)) for name, slot in workspace.slots.items())
    return _rules(judge_of(model), columns, component)


@lru_cache(maxsize=_KEPT)
def _rules(judge: Judge, columns: tuple[tuple[str, str], ...], component: str | None) -> JsonObject:
    return {**page_rules(judge, dict(columns), component), "calling": _calling()}


@lru_cache(maxsize=1)
def _calling() -> JsonObject:
    return calling_codes()
