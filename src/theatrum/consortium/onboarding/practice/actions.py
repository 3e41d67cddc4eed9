"""Beginning a practice, ending it, and finishing it. Beginning opens transactions of its own: its bytes come first."""

import secrets
from datetime import timedelta

from theatrum.checks.profile.quiz_shapes import Way
from theatrum.consortium.onboarding.practice.errors import PracticeIsUnfinished, PracticeNotThere
from theatrum.consortium.onboarding.practice.looking import Looked
from theatrum.consortium.onboarding.practice.making import Made, make_data_set
from theatrum.consortium.onboarding.practice.models import Practice
from theatrum.consortium.onboarding.practice.sandbox import rules
from theatrum.consortium.onboarding.practice.schemas import ensure_schemas
from theatrum.consortium.onboarding.quiz.certifying import certify_by
from theatrum.drivers.blobs.installed import store
from theatrum.drivers.db.transactions import writing
from theatrum.kernel import clock
from theatrum.repository.access import actions as acls
from theatrum.repository.access.permissions import Actor, Permission
from theatrum.repository.accounts.models import User
from theatrum.repository.accounts.principals import OPERATOR
from theatrum.repository.audit import actions as audit
from theatrum.repository.entities.actions.bindings import bind_schema
from theatrum.repository.entities.actions.creating import create_entity
from theatrum.repository.entities.actions.deleting import trash_entity
from theatrum.repository.entities.actions.emptying import doom_entity
from theatrum.repository.entities.actions.sharing import get_local_acl
from theatrum.repository.entities.drafts import draft_creation
from theatrum.repository.entities.fields import EntityFields
from theatrum.repository.entities.models import ROOT_ID, Kind, Node
from theatrum.repository.files.actions.handles import create_handle_of_blob
from theatrum.repository.schemas.names import SchemaId

# Its learner mends cells and adds or deletes rows, and shares it with nobody.
_RIGHTS = frozenset({Permission.READ, Permission.DOWNLOAD, Permission.UPDATE})
_SEEDS = 2**31


def practice_of(actor: Actor) -> Practice | None:
    """Return the practice of a person; one that was not made to its end is none."""
    found = Practice.objects.filter(user_id=actor.id).first()
    return found if found is not None and found.tables and found.project_id is not None else None


def begin_practice(*, actor: Actor, seed: int | None = None) -> Practice:
    """Make a broken data set for a person, instead of the one before. Raises PracticeNotThere."""
    made = make_data_set(secrets.randbelow(_SEEDS) if seed is None else seed)
    schemas = ensure_schemas()
    with writing():
        _end(actor.id)
    practice = _make_project(actor)
    tables = {name: _make_table(practice, name, made, schemas[name]).id for name in made.tables if name in schemas}
    practice.tables, practice.expected, practice.baseline = tables, dict(made.expected), list(made.baseline)
    practice.defects = made.defects
    with writing():
        practice.save(update_fields=["tables", "expected", "baseline", "defects"])
        audit.record(actor.id, "practice_begun", subject_kind="user", subject_id=actor.id)
    return practice


def finish_practice(*, actor: Actor, looked: Looked) -> Practice:
    """Take a practice as mended, by what ``look`` has found; it certifies.

    Raises PracticeNotThere, PracticeIsUnfinished.
    """
    practice = Practice.objects.select_for_update().filter(user_id=actor.id).exclude(tables={}).first()
    if practice is None:
        raise PracticeNotThere(reason="You have not begun to practise.")
    if looked.left:
        raise PracticeIsUnfinished(count=len(looked.left))
    if practice.finished_on is None:
        practice.finished_on = clock.now()
        practice.save(update_fields=["finished_on"])
        audit.record(actor.id, "practice_finished", subject_kind="user", subject_id=actor.id)
        certify_by(Way.PRACTICE, actor.id)
    return practice


def end_practice(*, actor: Actor) -> None:
    """Delete the practice of a person with all that it has."""
    _end(actor.id)
    audit.record(actor.id, "practice_ended", subject_kind="user", subject_id=actor.id)


def end_old_practices() -> int:
    """Delete practices that were begun longer ago than they are kept; returns how many."""
    before = clock.now() - timedelta(days=rules().kept_days)
    old = list(Practice.objects.filter(started_on__lt=before).values_list("user_id", flat=True))
    for number in old:
        _end(number)
    return len(old)


def _end(user_id: int) -> None:
    practice = Practice.objects.select_for_update().filter(user_id=user_id).first()
    if practice is None:
        return
    if practice.project_id is not None and Node.objects.filter(pk=practice.project_id, trash_root=None).exists():
        trash_entity(actor=OPERATOR, node_id=practice.project_id)
        doom_entity(actor=OPERATOR, node_id=practice.project_id)
    practice.delete()


def _make_project(actor: Actor) -> Practice:
    name = f"Practice of {User.objects.get(pk=actor.id).username}"
    if Node.objects.filter(parent_id=ROOT_ID, name=name, trash_root=None).exists():
        # Somebody has a project of that name: it shall keep nobody from practising.
        name = f"{name} {secrets.token_hex(4)}"
    fields = EntityFields(
        kind=Kind.PROJECT,
        name=name,
        parent_id=ROOT_ID,
        details={"description": "Synthetic records with mistakes, to be mended. Deleted after some days."},
    )
    draft = draft_creation(actor=OPERATOR, fields=fields)
    with writing():
        project = create_entity(actor=OPERATOR, draft=draft)
        acls.replace_acl(actor=OPERATOR, acl=get_local_acl(project), etag=None, grants={actor.id: _RIGHTS})
        return Practice.objects.create(user_id=actor.id, project=project, started_on=clock.now())


def _make_table(practice: Practice, name: str, made: Made, schema_id: SchemaId) -> Node:
    blob = store().put([made.tables[name]])
    with writing():
        handle = create_handle_of_blob(actor=OPERATOR, blob=blob, file_name=f"{name}.csv", content_type="text/csv")
    fields = EntityFields(
        kind=Kind.RECORD_SET,
        name=name,
        parent_id=practice.project_id or ROOT_ID,
        handle_id=handle.pk,
        details={"upsertKey": list(made.keys[name])} if made.keys[name] else {},
    )
    draft = draft_creation(actor=OPERATOR, fields=fields)
    with writing():
        node = create_entity(actor=OPERATOR, draft=draft)
        bind_schema(actor=OPERATOR, node_id=node.id, schema_id=schema_id)
        return node
