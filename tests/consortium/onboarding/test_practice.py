"""The practice: a broken data set in a private project, checked as it stands in the grid, mended, and certifying."""

import csv
import io
from datetime import timedelta

import pytest

from tests.factories.entities import make_entity, make_person
from tests.support.screening import run_jobs
from theatrum.checks.synthesis.defects.catalogue import classes_of
from theatrum.consortium.onboarding.practice import jobs
from theatrum.consortium.onboarding.practice.actions import begin_practice, end_practice, finish_practice, practice_of
from theatrum.consortium.onboarding.practice.checking import left_in
from theatrum.consortium.onboarding.practice.errors import PracticeIsUnfinished
from theatrum.consortium.onboarding.practice.looking import look
from theatrum.consortium.onboarding.practice.making import batch_of, csv_of, make_data_set
from theatrum.consortium.onboarding.practice.models import Practice
from theatrum.consortium.onboarding.practice.panel import between_tables
from theatrum.consortium.onboarding.practice.sandbox import rules
from theatrum.consortium.profile.queries import in_force
from theatrum.drivers.db.transactions import writing
from theatrum.kernel import clock
from theatrum.repository.access import queries as access
from theatrum.repository.access.permissions import Actor, Permission
from theatrum.repository.accounts.models import User
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.entities.queries.children import visible_nodes
from theatrum.repository.grids.beginning import open_session
from theatrum.repository.grids.changes import Change
from theatrum.repository.grids.editing import edit
from theatrum.repository.grids.models import Workspace
from theatrum.repository.grids.problems.answers import answer_problems
from theatrum.repository.grids.problems.grouping import Problem
from theatrum.repository.grids.queries import live_rows

SEED = 11


@pytest.fixture
def ana(transactional_db: None) -> Actor:
    return make_person("ana")


def whole(seed: int) -> dict[str, bytes]:
    """Return the tables of a seed without any mistake."""
    draft = batch_of(seed, ()).draft
    return {name: csv_of(draft.tables[name]) for name in rules().components}


def project_of(practice: Practice) -> Node:
    assert practice.project is not None
    return practice.project


def mend(actor: Actor, node_id: int, content: bytes) -> None:
    """Write what belongs there into the grid of a table, as its learner, and delete what is too much."""
    header, *rows = csv.reader(io.StringIO(content.decode()))
    source = Node.objects.get(pk=node_id)
    workspace = Workspace.objects.get(session_id=open_session(actor, source).session_id)
    there = [row.number for row in live_rows(workspace)]
    slots = [workspace.slots[name] for name in header]
    cells = {number: dict(zip(slots, row, strict=True)) for number, row in zip(there, rows, strict=False)}
    change = Change(
        cells={number: {slot: text or None for slot, text in some.items()} for number, some in cells.items()},
        deleted=there[len(rows) :],
    )
    edit(actor, workspace, change)


@pytest.mark.parametrize("seed", range(4))
def test_every_planted_mistake_is_told_and_the_whole_data_set_has_none(seed: int) -> None:
    made = make_data_set(seed)
    left = left_in(made.tables, expected=made.expected, baseline=made.baseline)
    assert made.defects == len(rules().defects) + 2
    assert len(left) >= made.defects - 2  # one cell may hold two, and one finding may tell two cells
    assert {one.component for one in left} == set(rules().components)
    assert left_in(whole(seed), expected=made.expected, baseline=made.baseline) == []


def test_what_is_emptied_or_deleted_is_not_mended() -> None:
    made, tables = make_data_set(SEED), whole(SEED)
    header, first, *rest = tables["Demographics"].decode().splitlines()
    shorter = {**tables, "Demographics": "\n".join([header, *rest]).encode()}
    gone = left_in(shorter, expected=made.expected, baseline=made.baseline)
    assert "There is a lack of 1 row." in [one.message for one in gone]
    assert first


def test_the_profile_names_classes_of_defects_that_there_are() -> None:
    assert set(rules().defects) <= set(classes_of(in_force()))
    assert rules().center not in in_force().centers


def test_mending_in_the_grid_certifies_its_learner_alone(ana: Actor) -> None:
    ben = make_person("ben")
    practice = begin_practice(actor=ana, seed=SEED)
    project = project_of(practice)
    assert access.may(ana, Permission.UPDATE, project)
    assert not access.may(ana, Permission.CREATE, project)
    assert not access.may(ana, Permission.CHANGE_PERMISSIONS, project)
    assert not visible_nodes(ben).filter(project_id=project.pk).exists()
    first = look(practice)
    assert len(first.left) > 10
    with writing(), pytest.raises(PracticeIsUnfinished):
        finish_practice(actor=ana, looked=first)
    sound = whole(SEED)
    for name, number in practice.tables.items():
        mend(ana, number, sound[name])
    assert look(practice).left == []
    with writing():
        finish_practice(actor=ana, looked=look(practice))
    assert User.objects.get(pk=ana.id).is_certified
    assert not User.objects.get(pk=ben.id).is_certified


def test_mistakes_between_tables_are_told_in_the_grid(ana: Actor) -> None:
    practice, found = begin_practice(actor=ana, seed=SEED), dict[str, list[Problem]]()
    expected = [one for one in look(practice).left if one.finding and one.finding.code.startswith("links.")]
    assert expected
    for name, number in practice.tables.items():
        source = Node.objects.get(pk=number)
        workspace = Workspace.objects.get(session_id=open_session(ana, source).session_id)
        found[name] = between_tables(ana, workspace)
        assert between_tables(make_person(f"other_{number}"), workspace) == []
        told = answer_problems(ana, workspace, {})["groups"]
        assert isinstance(told, list)
        assert len(told) >= len(found[name])
        there = set(live_rows(workspace).values_list("number", flat=True))
        assert all(set(problem.rows) <= there for problem in found[name])
    assert {name: len(some) for name, some in found.items()} == {
        name: sum(one.component == name for one in expected) for name in practice.tables
    }


def test_a_project_of_that_name_keeps_nobody_from_practising(ana: Actor) -> None:
    make_entity(make_person("ben", is_administrator=True), Kind.PROJECT, "Practice of ana")
    assert project_of(begin_practice(actor=ana, seed=1)).name.startswith("Practice of ana ")


def test_a_practice_is_replaced_ended_and_forgotten(ana: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    first_project = project_of(begin_practice(actor=ana, seed=1))
    second = begin_practice(actor=ana, seed=2)
    second_project = project_of(second)
    assert practice_of(ana) == second
    run_jobs("entities.empty_trash")
    assert not Node.objects.filter(pk=first_project.pk).exists()
    jobs.look()
    assert run_jobs(jobs.END_OLD) == 0
    later = clock.now() + timedelta(days=rules().kept_days + 1)
    monkeypatch.setattr(clock, "now", lambda: later)
    jobs.look()
    assert run_jobs(jobs.END_OLD, "entities.empty_trash") == 2
    assert not Practice.objects.exists()
    assert not Node.objects.filter(pk=second_project.pk).exists()
    with writing():
        end_practice(actor=ana)
