"""Fills an installation with a sample, through the same actions as everybody's. Imported when Django is ready."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from theatrum.checks.profile.network_shapes import FolderKind
from theatrum.consortium.calendar import opening
from theatrum.consortium.calendar.windows import State, here_today, standing_of
from theatrum.consortium.centers.actions import appoint
from theatrum.consortium.centers.queries import get_center, get_project
from theatrum.consortium.profile.queries import in_force
from theatrum.doors.cli import people as accounts
from theatrum.doors.cli.opening import open_for, plan_for
from theatrum.doors.cli.seeded import seed as seed_handbook
from theatrum.drivers.blobs.installed import store
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.jsontext import JsonValue
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts import queries
from theatrum.repository.accounts.actions import people
from theatrum.repository.accounts.hashing import hash_password
from theatrum.repository.accounts.models import User
from theatrum.repository.accounts.principals import OPERATOR
from theatrum.repository.entities.actions.creating import create_entity
from theatrum.repository.entities.drafts import draft_creation
from theatrum.repository.entities.fields import EntityFields
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.files.actions.handles import create_handle_of_blob
from theatrum.wiring.admitting import admit
from theatrum.wiring.sample import Sample, SamplePerson, compressed, image, password, slide

_A_WHILE = timedelta(days=365)
_CONTENT_TYPES = {".gz": "application/gzip", ".csv": "text/csv"}


def has_people() -> bool:
    """Tell whether anybody has an account."""
    return bool(queries.counts()["all"])


def seed(sample: Sample) -> str:
    """Make what of the sample is missing; returns the id of the speaker's project."""
    with writing():
        accounts.publish_terms()
    for person in sample.people:
        _ensure_person(person)
    administrator = next(person.username for person in sample.people if person.administrator)
    open_for(actor=_actor(administrator), number=sample.release, center_ids=sample.centers)
    _take_data(sample.release)
    for person in sample.people:
        _ensure_role(person)
    admit(sample)
    for file in sample.files:
        _ensure_submission(
            sample, file.by, center=file.center, folder=file.folder, name=file.name,
            kind=Kind.FILE, file_name=file.name, content=compressed(file.name, file.content),
            annotations=file.annotations,
        )  # fmt: skip
    for one in sample.slides:
        _ensure_submission(
            sample, one.by, center=one.center, folder=one.folder, name=one.name,
            kind=Kind.FILE, file_name=one.name, content=slide(one), annotations=one.annotations,
        )  # fmt: skip
    for picture in sample.images:
        _ensure_submission(
            sample, picture.by, center=picture.center, folder=picture.folder, name=picture.name,
            kind=Kind.FILE, file_name=picture.name, content=image(picture), annotations=picture.annotations,
        )  # fmt: skip
    for records in sample.records:
        _ensure_submission(
            sample, records.by, center=records.center, folder=records.folder, name=records.name,
            kind=Kind.RECORD_SET, file_name=f"{records.name}.csv", content=records.content.encode(),
            details={"upsertKey": list(records.upsert_key)},
        )  # fmt: skip
    plan_for(actor=_actor(administrator), number=sample.release, center_ids=sample.centers)
    seed_handbook()
    center = next(person.center for person in sample.people if person.username == sample.speaker)
    return get_project(get_center(in_force(), center or sample.centers[0])).public_id


def speaker_token(username: str, path: Path) -> str:
    """Return the token of the printed lines: made once, kept beside the other secrets of the demo."""
    if path.exists():
        return path.read_text(encoding="ascii").strip()
    taken = queries.tokens_of(queries.find_user_by_name(username).pk).count()
    token = accounts.make_token(username, label=f"demo {taken + 1}")
    path.touch(mode=0o600)
    path.write_text(f"{token}\n", encoding="ascii")
    return token


def _actor(username: str) -> Actor:
    return queries.actor_of(queries.find_user_by_name(username))


def _take_data(release: int) -> None:
    """Have a release take data for a while, on whatever day the sample is made: the days of a profile go by."""
    draft = opening.draft_window(release=release, reason="The days of the sample are over.")
    with writing():
        state = standing_of(release, "").state
        if state is State.NOT_YET:
            opening.open_release(actor=OPERATOR, draft=draft)
        elif state is State.OVER:
            opening.extend_release(actor=OPERATOR, draft=draft, until=here_today() + _A_WHILE)


def _ensure_person(person: SamplePerson) -> None:
    if User.objects.filter(username=person.username).exists():
        return
    hashed = hash_password(password(person.username))
    with writing():
        user = people.create_user(
            actor=OPERATOR,
            username=person.username,
            email=f"{person.username}@example.org",
            first_name=person.first_name,
            last_name=person.last_name,
            password_hash=hashed,
            is_administrator=person.administrator,
            is_certified=person.certified,
        )
        accounts.accept_terms(user)


def _ensure_role(person: SamplePerson) -> None:
    if person.role is None:
        return
    with writing():
        user = queries.find_user_by_name(person.username)
        appoint(actor=OPERATOR, profile=in_force(), user_id=user.pk, role=person.role, center_id=person.center)


def _ensure_submission(
    sample: Sample,
    by: str,
    *,
    center: str,
    folder: str,
    name: str,
    kind: Kind,
    file_name: str,
    content: bytes,
    annotations: Mapping[str, JsonValue] | None = None,
    details: dict[str, JsonValue] | None = None,
) -> None:
    parent = _leaf(sample, center, folder)
    if Node.objects.filter(parent=parent, name=name, trash_root=None).exists():
        return
    actor = _actor(by)
    blob = store().put([content])
    content_type = _CONTENT_TYPES.get(Path(file_name).suffix, "application/octet-stream")
    with writing():
        handle = create_handle_of_blob(actor=actor, blob=blob, file_name=file_name, content_type=content_type)
    fields = EntityFields(kind=kind, name=name, parent_id=parent.pk, handle_id=handle.pk, details=details or {})
    draft = draft_creation(actor=actor, fields=fields, annotations=_as_annotations(annotations or {}))
    with writing():
        create_entity(actor=actor, draft=draft)


def _leaf(sample: Sample, center_id: str, folder: str) -> Node:
    profile = in_force()
    node = get_project(get_center(profile, center_id))
    for step in [profile.folder_name(FolderKind.INGEST, sample.release), *folder.split("/")]:
        node = Node.objects.get(parent=node, name=step, trash_root=None)
    return node


def _as_annotations(values: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    kinds = {bool: "BOOLEAN", int: "LONG", float: "DOUBLE", str: "STRING"}
    return {name: {"type": kinds[type(value)], "value": [value]} for name, value in values.items()}
