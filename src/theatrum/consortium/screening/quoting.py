"""What may be quoted: findings on rows without a value or a header that may identify a person; texts of mails."""

from collections.abc import Iterable
from dataclasses import replace

from theatrum.checks.findings import Group, Verdict
from theatrum.checks.privacy.context import Context
from theatrum.checks.privacy.hits import Where
from theatrum.checks.report.hiding import FAMILY, hide_private
from theatrum.checks.submission.masking import Masks
from theatrum.checks.tables.headers import match_headers
from theatrum.checks.tables.table import Table
from theatrum.consortium.profile.queries import in_force, model_of
from theatrum.consortium.screening.engine import judge_of
from theatrum.consortium.screening.people import is_on
from theatrum.repository.schemas.names import SchemaId


def without_private(schema_id: SchemaId, table: Table, groups: Iterable[Group]) -> list[Group]:
    """Return the groups of a table without what identifies, as ``records.quoting`` asks for."""
    given = list(groups)
    if not given or not is_on():
        return given
    profile = in_force()
    is_ours = schema_id.organization == profile.overlay.organization
    component, model = (schema_id.name, model_of(profile, schema_id)) if is_ours else (None, None)
    judge = judge_of(model)
    described = profile.component(component or "", model or "")
    names = match_headers(table.frame.columns, list(described.attributes)).names if described else {}
    private = judge.table(table, component, names)
    # Findings on rows name no file where they are about one table only.
    nowhere = [replace(group, finding=replace(group.finding, file=None, sheet=None)) for group in private]
    shown = [one for one in hide_private([*given, *private, *nowhere]) if not one.finding.code.startswith(FAMILY)]
    masks = Masks()
    for header in table.frame.columns:
        if found := judge.text(header, Context(Where.HEADER, component=component)):
            masks.add(header, found)
    return masks.groups(shown)


def identifies(text: str) -> bool:
    """Tell whether a text may not be passed on as it is: something in it blocks, or waits for a reviewer."""
    if not is_on():
        return False
    found = judge_of(None).text(text, Context(Where.TEXT))
    return any(one.verdict in {Verdict.BLOCK, Verdict.HOLD} for one in found)
