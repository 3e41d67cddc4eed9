"""Versions, annotations, etags and parallel writes."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from django.db import connection

from tests.factories.entities import change, make_entity, make_handle, make_person
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.errors import DomainError
from theatrum.repository.access.permissions import OWNER, Actor
from theatrum.repository.audit.models import Event
from theatrum.repository.audit.queries import broken_links
from theatrum.repository.entities.actions.deleting import delete_version, restore_entity, trash_entity
from theatrum.repository.entities.actions.sharing import get_local_acl, replace_local_acl
from theatrum.repository.entities.actions.updating import update_entity
from theatrum.repository.entities.drafts import draft_update
from theatrum.repository.entities.errors import (
    AnnotationsAreInvalid,
    EtagIsStale,
    LastVersion,
    NameIsTaken,
    NotInTrash,
    VersionNotFound,
)
from theatrum.repository.entities.fields import EntityFields, fields_of
from theatrum.repository.entities.models import Kind, Node, Version
from theatrum.repository.entities.queries.nodes import get_node, get_version, lock_nodes
from theatrum.repository.entities.subjects import entity_json
from theatrum.repository.files.errors import HandleIsNotYours

pytestmark = pytest.mark.django_db(transaction=True)

OTHER_MD5 = "d41d8cd98f00b204e9800998ecf8427e"


@pytest.fixture
def alice() -> Actor:
    """An administrator."""
    return make_person("alice", is_administrator=True)


@pytest.fixture
def file(alice: Actor) -> Node:
    """A file in a project."""
    project = make_entity(alice, Kind.PROJECT, "P1")
    return make_entity(alice, Kind.FILE, "reads.fastq", parent=project, handle=make_handle(alice))


def with_handle(node: Node, handle_id: int, **fields: object) -> EntityFields:
    """Return a file's fields with another file handle."""
    present = fields_of(get_node(node.id))
    return EntityFields(**{**vars(present), "handle_id": handle_id, **fields})


def test_other_bytes_make_a_version_labelled_by_its_number(alice: Actor, file: Node) -> None:
    changed = change(alice, file, fields=with_handle(file, make_handle(alice, md5=OTHER_MD5).id))

    assert changed.current is not None
    assert (changed.current.number, changed.current.label) == (2, "2")


def test_same_bytes_under_another_handle_make_no_version(alice: Actor, file: Node) -> None:
    changed = change(alice, file, fields=with_handle(file, make_handle(alice).id))

    assert changed.current is not None
    assert changed.current.number == 1


def test_new_version_on_request_keeps_the_annotations(alice: Actor, file: Node) -> None:
    change(alice, file, annotations={"a": {"type": "STRING", "value": ["x"]}})

    changed = change(alice, file, fields=fields_of(get_node(file.id)), new_version=True)

    assert changed.current is not None
    assert changed.current.number == 2
    assert changed.current.annotations == {"a": {"type": "STRING", "value": ["x"]}}


def test_annotations_belong_to_their_version(alice: Actor, file: Node) -> None:
    change(alice, file, annotations={"a": {"type": "LONG", "value": ["1"]}})
    change(alice, file, fields=fields_of(get_node(file.id)), new_version=True)
    change(alice, file, annotations={"a": {"type": "LONG", "value": ["2"]}})

    assert get_version(get_node(file.id), 1).annotations["a"]["value"] == ["1"]
    assert get_version(get_node(file.id), 2).annotations["a"]["value"] == ["2"]


def test_deleting_the_current_version_falls_back(alice: Actor, file: Node) -> None:
    first = get_version(file, 1).handle_id
    change(alice, file, fields=with_handle(file, make_handle(alice, md5=OTHER_MD5).id))

    with writing():
        node = delete_version(actor=alice, node_id=file.id, number=2)

    assert entity_json(node, get_version(get_node(file.id), None))["dataFileHandleId"] == str(first)
    with pytest.raises(VersionNotFound, match=f"Cannot find a node with id {file.public_id} and version 2"):
        get_version(get_node(file.id), 2)
    with pytest.raises(LastVersion), writing():
        delete_version(actor=alice, node_id=file.id, number=1)


def test_a_stale_etag_is_refused_and_nothing_changes(alice: Actor, file: Node) -> None:
    stale = file.etag
    change(alice, file, annotations={})

    with pytest.raises(EtagIsStale):
        draft_update(actor=alice, node_id=file.id, etag=stale, annotations={"a": {"type": "STRING", "value": ["x"]}})
    assert get_version(get_node(file.id), None).annotations == {}


def test_a_draft_that_was_overtaken_is_refused(alice: Actor, file: Node) -> None:
    noted = {"a": {"type": "STRING", "value": ["slow"]}}
    slow = draft_update(actor=alice, node_id=file.id, etag=file.etag, annotations=noted)
    change(alice, file, annotations={"a": {"type": "STRING", "value": ["quick"]}})

    with pytest.raises(EtagIsStale), writing():
        update_entity(actor=alice, draft=slow)
    assert get_version(get_node(file.id), None).annotations["a"]["value"] == ["quick"]


def test_another_persons_file_cannot_be_attached(alice: Actor, file: Node) -> None:
    bob = make_person("bob")
    theirs = make_handle(alice, md5=OTHER_MD5)
    project = get_node(file.parent_id or 0)

    grants = {alice.id: frozenset(OWNER), bob.id: frozenset(OWNER)}
    with writing():
        replace_local_acl(actor=alice, node_id=project.id, etag=get_local_acl(project).etag, grants=grants)
    with pytest.raises(HandleIsNotYours):
        make_entity(bob, Kind.FILE, "stolen", parent=project, handle=theirs)


@pytest.mark.parametrize(
    ("annotations", "message"),
    [
        ({"a b": {"type": "STRING", "value": ["x"]}}, "Invalid annotation name"),
        ({"a": {"type": "LONG", "value": ["1.5"]}}, "Annotation a: a value is not a LONG"),
        ({"a": {"type": "LONG", "value": [str(2**63)]}}, "whole number of 64 bits"),
        ({"a": {"type": "DOUBLE", "value": ["1_000"]}}, "expected a number"),
        ({"k" * 300: {"type": "STRING", "value": ["x"]}}, "256 is the most"),
        ({"a": {"type": "BOOLEAN", "value": ["maybe"]}}, "true or false"),
        ({"a": {"type": "ENTITYID", "value": ["syn"]}}, "an entity id such as syn123"),
        ({"a": {"type": "TIMESTAMP_MS", "value": [str(10**17)]}}, "within the years"),
        ({"a": {"type": "COLOUR", "value": ["x"]}}, "is none of"),
        ({"a": {"type": "STRING", "value": "x"}}, "must be a list"),
        ({"a": {"type": "STRING", "value": ["\x00"]}}, "NUL"),
        ({"a": {"type": "STRING", "value": [{}]}}, "expected text"),
        ({"a": "x"}, "expected an object"),
        ({f"k{i}": {"type": "STRING", "value": ["x"]} for i in range(101)}, "100 at most"),
        ({"a": {"type": "STRING", "value": ["x"] * 101}}, "100 is the most"),
    ],
)
def test_a_bad_annotation_is_named(alice: Actor, file: Node, annotations: dict[str, object], message: str) -> None:
    with pytest.raises(AnnotationsAreInvalid, match=message):
        change(alice, file, annotations=annotations)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("STRING", "é\n"),
        ("LONG", "-9223372036854775808"),
        ("DOUBLE", "NaN"),
        ("BOOLEAN", "true"),
        ("TIMESTAMP_MS", "0"),
        ("ENTITYID", "syn12.3"),
    ],
)
def test_every_type_of_annotation_comes_back_as_it_was(alice: Actor, file: Node, kind: str, value: str) -> None:
    change(alice, file, annotations={"k": {"type": kind, "value": [value]}})

    assert get_version(get_node(file.id), None).annotations == {"k": {"type": kind, "value": [value]}}


@pytest.mark.requirement("R150")
def test_every_change_is_remembered_with_its_values(alice: Actor, file: Node) -> None:
    change(alice, file, annotations={"a": {"type": "STRING", "value": ["x"]}})

    events = Event.objects.filter(subject_kind="entity", subject_id=str(file.id)).order_by("sequence")
    assert [event.action for event in events] == ["entity_created", "entity_updated"]
    last = events.last()
    assert last is not None
    assert last.after is not None
    assert last.after.content is not None
    assert last.after.content["annotations"] == {"a": {"type": "STRING", "value": ["x"]}}
    assert list(broken_links()) == []


def in_threads(count: int, work: Callable[[int], object]) -> list[object]:
    """Run work(index) in many threads, each with its own connection; return results and errors."""

    def run(index: int) -> object:
        try:
            return work(index)
        except DomainError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=16) as pool:
        return list(pool.map(run, range(count)))


def test_hundreds_of_parallel_creates_neither_fail_nor_duplicate(alice: Actor) -> None:
    project = make_entity(alice, Kind.PROJECT, "P1")

    results = in_threads(200, lambda index: make_entity(alice, Kind.FOLDER, f"f{index % 150}", parent=project))

    made = [result for result in results if isinstance(result, Node)]
    assert len(made) == 150
    assert all(isinstance(result, NameIsTaken) for result in results if not isinstance(result, Node))
    assert Node.objects.filter(parent=project).count() == 150
    assert list(broken_links()) == []


def test_parallel_restores_bring_back_once(alice: Actor, file: Node) -> None:
    with writing():
        trash_entity(actor=alice, node_id=file.id)

    def restore(_index: int) -> Node:
        with writing():
            return restore_entity(actor=alice, node_id=file.id)

    results = in_threads(12, restore)

    assert len([result for result in results if isinstance(result, Node)]) == 1
    assert len([result for result in results if isinstance(result, NotInTrash)]) == 11


def test_changes_of_several_at_once_and_moves_of_one_do_not_wait_for_each_other(alice: Actor) -> None:
    project = make_entity(alice, Kind.PROJECT, "P1")
    handle = make_handle(alice)
    there = make_entity(alice, Kind.FOLDER, "there", parent=project)
    files = [make_entity(alice, Kind.FILE, name, parent=project, handle=handle) for name in ("a", "b")]

    def annotate(index: int) -> Node:
        annotations = {"a": {"type": "LONG", "value": [str(index)]}}
        drafts = [draft_update(actor=alice, node_id=one.id, etag=None, annotations=annotations) for one in files]
        with writing():
            lock_nodes([one.id for one in files])
            return [update_entity(actor=alice, draft=draft) for draft in drafts][-1]

    def move(index: int) -> Node:
        node = get_node(files[1].id)
        fields = replace(fields_of(node), parent_id=there.id if node.parent_id == project.id else project.id)
        draft = draft_update(actor=alice, node_id=node.id, etag=None, fields=fields)
        with writing():
            return update_entity(actor=alice, draft=draft)

    results = in_threads(40, lambda index: annotate(index) if index % 2 else move(index))

    assert all(isinstance(result, Node | EtagIsStale) for result in results)
    assert any(isinstance(result, Node) for result in results)


def test_parallel_changes_with_one_etag_let_exactly_one_through(alice: Actor, file: Node) -> None:
    etag = get_node(file.id).etag

    def write(index: int) -> Node:
        annotations = {"a": {"type": "LONG", "value": [str(index)]}}
        draft = draft_update(actor=alice, node_id=file.id, etag=etag, annotations=annotations)
        with writing():
            return update_entity(actor=alice, draft=draft)

    results = in_threads(20, write)

    assert sum(isinstance(result, Node) for result in results) == 1
    assert all(isinstance(result, Node | EtagIsStale) for result in results)
    assert Version.objects.filter(node=file).count() == 1
