"""Drafts: everything of a write that can be read and computed before the lock is taken.

A door makes a draft, opens the transaction and hands the draft to an action. The action looks again
at what could have changed meanwhile (etag, bound schema) and refuses, or marks the verdict unknown.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from theatrum.kernel import clock
from theatrum.kernel.ids import new_etag
from theatrum.repository.access import queries as access
from theatrum.repository.access.permissions import Actor, Permission
from theatrum.repository.entities import handles, keepers, refusing
from theatrum.repository.entities.errors import EntityIsInvalid, EtagIsStale
from theatrum.repository.entities.fields import EntityFields, fields_of
from theatrum.repository.entities.kinds import TRAITS
from theatrum.repository.entities.models import Node, Verdict, Version
from theatrum.repository.entities.policy import Annotations, check_annotations
from theatrum.repository.entities.queries.nodes import get_node
from theatrum.repository.entities.subjects import entity_json
from theatrum.repository.entities.validation import elsewhere, judging

# What people write about an entity in their own words.
_DESCRIBED = ("description", "fileNameOverride")
_VERSION = re.compile(r"v?[0-9.]+")


@dataclass(frozen=True)
class Draft:
    """A write that is ready: what to store, and what its schema says of it."""

    fields: EntityFields
    annotations: Annotations
    etag: str
    moment: datetime
    judgement: judging.Judgement
    # None for a new entity.
    node_id: int | None = None
    old_etag: str = ""
    new_version: bool = False


def draft_creation(*, actor: Actor, fields: EntityFields, annotations: Mapping[str, object] | None = None) -> Draft:
    """Prepare a new entity. Raises AnnotationsAreInvalid, EntityIsInvalid, TextIdentifies, and what access refuses."""
    parent = get_node(fields.parent_id)
    # Gates are asked by the action, in its transaction.
    access.require_granted(actor, Permission.CREATE, parent)
    stored, fields = check_annotations(annotations or {}), keepers.checked(fields, None)
    bound = judging.bound_for_parent(parent.id)
    _require_clean(fields, None, refusing.texts_of(stored), bound)
    etag, moment = new_etag(), clock.now()
    node = Node(
        kind=fields.kind,
        name=fields.name or "",
        parent=parent,
        etag=etag,
        created_on=moment,
        created_by=actor.id,
    )
    version = Version(number=1, label=fields.label or "1", modified_on=moment, modified_by=actor.id)
    judgement = _judge(node, version, fields, stored, bound)
    return Draft(fields=fields, annotations=stored, etag=etag, moment=moment, judgement=judgement)


def draft_update(
    *,
    actor: Actor,
    node_id: int,
    etag: str | None,
    fields: EntityFields | None = None,
    annotations: Mapping[str, object] | None = None,
    new_version: bool = False,
) -> Draft:
    """Prepare a change of fields, annotations or both; None keeps what is there.

    Raises EtagIsStale, EntityIsInvalid, AnnotationsAreInvalid, TextIdentifies, and what access refuses.
    """
    node = get_node(node_id)
    access.require_granted(actor, Permission.UPDATE, node)
    if etag is not None and etag != node.etag:
        raise EtagIsStale(id=node.public_id)
    now_fields, version = fields_of(node), node.current
    if version is None:
        raise EntityIsInvalid(reason=f"{node.public_id} cannot be changed.")
    wanted = keepers.checked(_complete(fields or now_fields, now_fields, node), node)
    wanted, new_version = _version_rule(node, wanted, new_version=new_version)
    stored = dict(version.annotations) if annotations is None else check_annotations(annotations)
    fresh, moment = new_etag(), clock.now()
    bound = judging.bound_for(node.id)
    if wanted.parent_id != node.parent_id and not judging.is_bound_itself(node.id):
        bound = judging.bound_for_parent(wanted.parent_id)
    _require_clean(wanted, now_fields, refusing.new_texts(stored, version.annotations), bound)
    old_etag = node.etag
    node.etag, node.name, node.parent_id = fresh, wanted.name or node.name, wanted.parent_id
    judged = Version(
        number=version.number + new_version,
        label=wanted.label or str(version.number + 1),
        comment=wanted.comment,
        modified_on=moment,
        modified_by=actor.id,
    )
    judgement = _judge(node, judged, wanted, stored, bound)
    return Draft(
        fields=wanted,
        annotations=stored,
        etag=fresh,
        moment=moment,
        judgement=judgement,
        node_id=node.id,
        old_etag=old_etag,
        new_version=new_version,
    )


def _require_clean(
    wanted: EntityFields, now: EntityFields | None, texts: refusing.Texts, bound: judging.BoundSchema | None
) -> None:
    """Refuse names, descriptions and annotations that may identify a person; what is there already is no news.

    What has a file has the file's name, as a rule: both are screened with it, and deleted together.
    """
    if wanted.name and wanted.handle_id is None and (now is None or wanted.name != now.name):
        refusing.require_clean({"name": [wanted.name]}, refusing.Place.NAMES)
    known = _told_texts(now) if now else {}
    fresh = {key: [text] for key, text in _told_texts(wanted).items() if text and text != known.get(key)}
    refusing.require_clean(fresh, refusing.Place.TEXTS)
    refusing.require_clean(texts, refusing.Place.CELLS, str(bound.schema_id) if bound else "")


def _told_texts(fields: EntityFields) -> dict[str, str]:
    described = {name: str(fields.details.get(name) or "") for name in _DESCRIBED}
    # 1.2.3.4 is a version here, and no address of a machine.
    label = "" if _VERSION.fullmatch(fields.label or "") else fields.label or ""
    return {**described, "versionLabel": label, "versionComment": fields.comment}


def _judge(
    node: Node,
    version: Version,
    fields: EntityFields,
    annotations: Annotations,
    bound: judging.BoundSchema | None,
) -> judging.Judgement:
    if elsewhere.is_judged(fields.kind):
        return judging.Judgement(bound, Verdict.UNKNOWN)
    version.handle_id, version.details = fields.handle_id, fields.details
    return judging.judge_draft(fields=entity_json(node, version), annotations=annotations, bound=bound)


def _complete(wanted: EntityFields, present: EntityFields, node: Node) -> EntityFields:
    if wanted.kind != present.kind:
        raise EntityIsInvalid(reason=f"{node.public_id} is a {present.kind} and cannot become a {wanted.kind}.")
    details = wanted.details
    if wanted.handle_id == present.handle_id:
        said = TRAITS[wanted.kind].server_fields & present.details.keys()
        details = {**{name: present.details[name] for name in said}, **details}
    return replace(wanted, name=wanted.name or present.name, details=details)


def _version_rule(node: Node, wanted: EntityFields, *, new_version: bool) -> tuple[EntityFields, bool]:
    """Decide whether the change makes a new version, and which label it bears.

    Another file makes one by itself, unless its bytes are the same; such a version starts with its
    number for a label. The label of the version before cannot be used again.
    """
    version = node.current
    new_version = new_version and not keepers.has_own_versions(node.kind)
    if version is None or not node.is_versionable:
        return replace(wanted, label=version.label if version else None), False
    if not new_version and not handles.have_same_bytes(wanted.handle_id, version.handle_id):
        return replace(wanted, label=None, comment=""), True
    if new_version and wanted.label == version.label:
        return replace(wanted, label=None), True
    if not new_version and wanted.label is None:
        return replace(wanted, label=version.label), False
    return wanted, new_version
