"""Judging again what was marked unknown: many, in parallel with writes, and without doing it twice."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from tests.factories.entities import change, make_entity, make_person
from tests.factories.schemas import make_organization, register
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs import execution
from theatrum.drivers.jobs.models import Job, State
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.actions.bindings import bind_schema
from theatrum.repository.entities.models import Kind, Node, Validation, Verdict
from theatrum.repository.entities.queries.nodes import get_node
from theatrum.repository.entities.validation import marking, revalidating
from theatrum.repository.entities.validation.bound import bound_for
from theatrum.repository.entities.validation.marking import mark_unknown
from theatrum.repository.entities.validation.queries import counts_below
from theatrum.repository.schemas.names import parse_schema_id

NAME = "my.organization-people"


@pytest.fixture
def alice() -> Actor:
    person = make_person("alice", is_administrator=True)
    make_organization(person)
    return person


@pytest.fixture
def project(alice: Actor) -> Node:
    return make_entity(alice, Kind.PROJECT, "P1")


def age(years: int) -> JsonObject:
    return {"age": {"type": "LONG", "value": [str(years)]}}


def bind(actor: Actor, node: Node, *, minimum: int) -> None:
    schema_id = f"{NAME}-0.0.{minimum}"
    register(actor, schema_id, {"properties": {"age": {"minimum": minimum}}, "required": ["age"]})
    with writing():
        bind_schema(actor=actor, node_id=node.id, schema_id=parse_schema_id(schema_id))


def make_folders(actor: Actor, parent: Node, number: int) -> list[Node]:
    return [
        make_entity(actor, Kind.FOLDER, f"F{years}", parent=parent, annotations=age(years)) for years in range(number)
    ]


def run_jobs() -> list[object]:
    results = []
    for job in Job.objects.filter(state=State.QUEUED).order_by("created_at"):
        execution.run(str(job.id))
        job.refresh_from_db()
        assert job.state == State.DONE, job.trace
        results.append(job.result)
    return results


@pytest.mark.django_db
def test_many_are_marked_in_one_statement_and_left_to_a_worker(
    alice: Actor, project: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(revalidating, "BATCH", 7)
    make_folders(alice, project, marking.AT_ONCE + 5)
    bind(alice, project, minimum=10)
    assert set(Validation.objects.values_list("verdict", flat=True)) == {Verdict.UNKNOWN}
    assert run_jobs() == [marking.AT_ONCE + 6]
    assert counts_below(alice, project.id, [Kind.FOLDER]) == (marking.AT_ONCE - 5, 10, 0, 0)
    assert run_jobs() == []


@pytest.mark.django_db
def test_second_wish_while_the_first_waits_is_one_job(alice: Actor, project: Node) -> None:
    make_folders(alice, project, marking.AT_ONCE + 5)
    bind(alice, project, minimum=10)
    bind(alice, project, minimum=20)
    assert run_jobs() == [marking.AT_ONCE + 6]
    assert counts_below(alice, project.id, [Kind.FOLDER]).invalid == 20


@pytest.mark.django_db
def test_marking_takes_the_same_queries_for_few_and_many(alice: Actor, project: Node) -> None:
    bind(alice, project, minimum=1)

    def queries_of_marking() -> int:
        with CaptureQueriesContext(connection) as captured, writing():
            mark_unknown(project, is_judged_later=True)
            marking.revalidate_by_worker(project.id)
        return len(captured)

    make_folders(alice, project, 1)
    few = queries_of_marking()
    make_folders(alice, make_entity(alice, Kind.FOLDER, "more", parent=project), 3)
    assert queries_of_marking() == few


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 3])
def test_batch_takes_the_same_queries_for_few_and_many(
    alice: Actor, project: Node, number: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    make_folders(alice, project, number)
    bind(alice, project, minimum=1)
    Validation.objects.update(verdict=Verdict.UNKNOWN)
    with django_assert_max_num_queries(14):
        assert revalidating.revalidate_below(project.id) == number + 1


@pytest.mark.django_db
def test_entity_that_changed_since_it_was_read_is_left_unknown_by_the_batch(alice: Actor, project: Node) -> None:
    bind(alice, project, minimum=1)
    folder = make_entity(alice, Kind.FOLDER, "F1", parent=project, annotations=age(3))
    Validation.objects.filter(node=folder).update(verdict=Verdict.UNKNOWN)
    read = revalidating._judge([folder.id])
    change(alice, folder, annotations=age(0))
    Validation.objects.filter(node=folder).update(verdict=Verdict.UNKNOWN)
    with writing():
        assert revalidating._store(read, [folder.id]) == 0
    assert revalidating.revalidate_below(folder.id) == 1
    assert Validation.objects.get(node=folder).verdict == Verdict.INVALID


@pytest.mark.django_db
def test_verdict_that_was_stored_meanwhile_is_kept(alice: Actor, project: Node) -> None:
    bind(alice, project, minimum=1)
    folder = make_entity(alice, Kind.FOLDER, "F1", parent=project, annotations=age(3))
    read = revalidating._judge([folder.id])
    before = Validation.objects.get(node=folder)
    with writing():
        assert revalidating._store(read, [folder.id]) == 0
    assert Validation.objects.get(node=folder).validated_on == before.validated_on


@pytest.mark.django_db(transaction=True)
def test_rebinding_while_annotating_leaves_no_verdict_of_another_schema(alice: Actor, project: Node) -> None:
    folders = make_folders(alice, project, 4)
    bind(alice, project, minimum=100)
    years: Iterator[int] = count(1)

    def annotate(folder: Node) -> None:
        try:
            for _ in range(6):
                change(alice, folder, annotations=age(next(years)))
        finally:
            connection.close()

    def rebind() -> None:
        try:
            for minimum in (101, 102, 103, 104):
                bind(alice, project, minimum=minimum)
        finally:
            connection.close()

    def create() -> None:
        try:
            for number in range(6):
                make_entity(alice, Kind.FOLDER, f"N{number}", parent=project, annotations=age(number))
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        waits = [pool.submit(annotate, folder) for folder in folders]
        waits += [pool.submit(rebind), pool.submit(create)]
        for wait in waits:
            wait.result()
    run_jobs()
    bound = bound_for(project.id)
    assert bound is not None
    for found in Validation.objects.select_related("node"):
        assert found.version_id == bound.version_id
        assert found.object_etag == get_node(found.node_id).etag
        assert found.verdict == Verdict.INVALID
    assert Validation.objects.count() == 11
