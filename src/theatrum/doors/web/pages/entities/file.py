"""The page of a file or a record set: what it is worth and what to do about it, its annotations and versions."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from theatrum.doors.web import viewer
from theatrum.doors.web.pages.entities import (
    annotations,
    downloads,
    excepting,
    problems,
    row_problems,
    rows,
    screening,
    shown,
    tiers,
)
from theatrum.doors.web.pages.model.addresses import described_at
from theatrum.repository.access import queries as access
from theatrum.repository.access.permissions import Permission
from theatrum.repository.accounts import queries as accounts
from theatrum.repository.entities import requirements
from theatrum.repository.entities.models import Kind, Node, Validation, Verdict, Version
from theatrum.repository.entities.queries import nodes, versions
from theatrum.repository.entities.validation.bound import BoundSchema, bound_for
from theatrum.repository.entities.validation.queries import find_validation
from theatrum.repository.files import locks
from theatrum.repository.grids.finding import session_to_see
from theatrum.repository.records.models import RowsVerdict
from theatrum.repository.records.queries import find_verdict
from theatrum.repository.schemas.compiled import compiled
from theatrum.repository.schemas.names import SchemaId

PAGE = 25


@dataclass(frozen=True)
class VersionRow:
    """A version as the table shows it."""

    version: Version
    made_by: str
    is_current: bool
    is_shown: bool
    is_shut: bool


def file(request: HttpRequest, node: Node) -> HttpResponseBase:
    """Show a file or a record set, at its current version or at the one that is asked for."""
    actor = viewer.actor(request)
    version = nodes.get_version(node, downloads.version_number(request))
    path, bound = nodes.readable_path(actor, node), bound_for(node.id)
    is_file, is_current = node.kind == Kind.FILE, version.id == node.current_id
    validation = find_validation(node)
    schema = compiled(bound.digest) if bound and is_file else None
    permissions = access.permissions_of(actor, node)
    marker = excepting.marker_for(actor, node) if is_current else excepting.Marker()
    found = problems.problems(validation, marker) if is_current and is_file else []
    names = accounts.names({node.created_by, version.modified_by})
    values = (
        shown.frame(actor, node, path)
        | _versions(request, node, version)
        | {
            "version": version,
            "is_current": is_current,
            "component": shown.component(bound, path),
            "badge": _badge(version, validation, marker),
            "validation": validation,
            "described": described_at(bound.schema_id if bound else None),
            "problems": found,
            "excepted_names": problems.excepted_names(found),
            "groups": annotations.groups(version, schema, validation if is_current and is_file else None),
            "permissions": permissions,
            "screening": screening.about(actor, version, permissions),
            "tier": tiers.about(actor, node),
            "lock": requirements.holding(node.id).first(),
            "about": str(version.details.get("description") or ""),
            "created_by": names.get(node.created_by, ""),
            "modified_by": names.get(version.modified_by, ""),
        }
    )
    if node.kind == Kind.RECORD_SET:
        verdict = _verdict(version, validation if is_current else None, is_current=is_current)
        judge = verdict or (bound if is_current else None)
        values |= rows.preview(request, actor, node, version, judge=judge)
        values["described"] = described_at(_schema_id(verdict, bound if is_current else None))
        values |= row_problems.values(verdict, with_values=bool(values.get("may_see_values")), marker=marker)
        values["is_seen_in_grid"] = Permission.UPDATE not in permissions and session_to_see(actor, node) is not None
        counts = (verdict.invalid_rows, verdict.rows) if verdict else None
        badge = shown.rows_badge(validation, counts)
        values["badge"] = excepting.badge(badge, marker, verdict.findings if verdict and not verdict.left_out else [])
    return render(request, "entities/file.html", values)


def _badge(version: Version, validation: Validation | None, marker: excepting.Marker) -> shown.Badge | None:
    found = shown.badge(validation, is_annotated=bool(version.annotations))
    return excepting.badge(found, marker, validation.findings if validation else [])


def _schema_id(verdict: RowsVerdict | None, bound: BoundSchema | None) -> SchemaId | None:
    """Return what the rows were judged by, else what they will be."""
    if verdict is not None and verdict.schema_version is not None:
        return verdict.schema_version.public_id
    return bound.schema_id if bound else None


def _verdict(version: Version, validation: Validation | None, *, is_current: bool) -> RowsVerdict | None:
    """Return what is known of a version's rows; nothing of the current ones while they wait to be judged."""
    if is_current and (validation is None or validation.verdict == Verdict.UNKNOWN):
        return None
    return find_verdict(version.id)


def _versions(request: HttpRequest, node: Node, shown_version: Version) -> dict[str, object]:
    page = Paginator(versions.versions_of(node), PAGE).get_page(request.GET.get("versions"))
    found = list(page.object_list)
    shut = locks.locked(viewer.actor(request), [version.handle for version in found if version.handle is not None])
    names = accounts.names({version.modified_by for version in found})
    made = [
        VersionRow(
            version=version,
            made_by=names.get(version.modified_by, ""),
            is_current=version.id == node.current_id,
            is_shown=version.id == shown_version.id,
            is_shut=version.handle_id in shut,
        )
        for version in found
    ]
    return {"versions": made, "page": page}
