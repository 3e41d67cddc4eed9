"""Exceptions: asked from a finding, decided by the liaison, applied to findings in one place, over by a day."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.folder_grids import open_files
from tests.factories.grids import open_grid
from tests.support.center_scene import CENTER, RELEASE, CenterScene, fill
from theatrum.checks.findings import Finding, Severity
from theatrum.consortium.curation.models import Status, Task
from theatrum.consortium.curation.progress import progress_of
from theatrum.consortium.events.models import Event
from theatrum.consortium.exceptions import actions, expiring
from theatrum.consortium.exceptions.applying import Told, Where, apply, covers, matches, today, told_of
from theatrum.consortium.exceptions.counting import Reach, except_counts, reach_of, values_of
from theatrum.consortium.exceptions.errors import NotExcepted, NotYourDecision, RequestIsElsewhere, RequestIsInvalid
from theatrum.consortium.exceptions.models import Request, Scope, State
from theatrum.consortium.exceptions.places import where_is
from theatrum.consortium.exceptions.rows import excepted_counts, excepted_rows
from theatrum.consortium.exceptions.states import FOLLOWING
from theatrum.consortium.readiness.counting import counts_of
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.models import Node, Validation, Verdict
from theatrum.repository.entities.queries import overview
from theatrum.repository.files import locks
from theatrum.repository.files.models import FileHandle
from theatrum.repository.grids.live.loading import load_rows
from theatrum.repository.grids.live.searching import slots_with_problems
from theatrum.repository.grids.models import Notice, Row, Workspace
from theatrum.repository.grids.problems.answers import answer_excepted
from theatrum.repository.grids.problems.covering import covers_of
from theatrum.repository.grids.problems.grouping import problems_of

FORMAT = Told("schema.enum", "FILE_FORMAT")


def _ask(scene: CenterScene, node: Node | None, scope: Scope, *, told: Told = FORMAT, pattern: str = "") -> Request:
    wanted = actions.Wanted(
        center_id=CENTER,
        release=RELEASE,
        component="DigitalPathologyData",
        told=told,
        scope=scope,
        node=node,
        reason="The scanner writes no other format.",
        pattern=pattern,
    )
    wanted = actions.draft_request(wanted=wanted)
    with writing():
        return actions.ask_exception(actor=scene.it.wrangler, wanted=wanted)


def _grant(scene: CenterScene, request: Request, *, by: Actor | None = None, scope: Scope | None = None) -> Request:
    ruling = actions.Ruling(
        scope=scope or Scope(request.scope),
        pattern=request.pattern,
        expires_on=today() + timedelta(days=30),
        reason="It opens in OpenSlide.",
    )
    with writing():
        return actions.grant_exception(actor=by or scene.it.liaison, number=request.pk, ruling=ruling)


def _task(number: int, **properties: str) -> Task:
    task = Task(id=number, properties=properties)
    task.status = Status(task=task)
    return task


def _marked(workspace: Workspace) -> set[int]:
    """Return the rows in which seats are told of an error that it is excepted, by number."""
    numbers = Row.objects.filter(workspace=workspace).values_list("number", flat=True)
    rows = load_rows(workspace, numbers)
    return {number for number, row in rows.items() if '"excepted": {"text": "Excepted until ' in row.text}


@contextmanager
def _shut(node: Node) -> Iterator[None]:
    """Keep everybody from the file of an entity, as screening does."""
    node.refresh_from_db()
    number = node.current.handle_id if node.current else None

    def lock(_actor: Actor, handles: Collection[FileHandle]) -> Mapping[int, str]:
        return {one.pk: "held" for one in handles if one.pk == number}

    locks.register(lock)
    yield
    locks.unregister(lock)


def _left(node: Node) -> int:
    where = where_is(node)
    assert where is not None
    return len(apply(Validation.objects.get(node=node).findings, where=where).standing)


def test_a_granted_exception_covers_the_finding_and_not_the_verdict(scene: CenterScene) -> None:
    odd = fill(scene)["odd"]
    assert _left(odd) == 1
    request = _ask(scene, odd, Scope.FILE)
    assert _left(odd) == 1
    _grant(scene, request)
    assert _left(odd) == 0
    assert Validation.objects.get(node=odd).verdict == Verdict.INVALID
    [slides] = [one for one in counts_of([CENTER])[CENTER].components if one.component == "DigitalPathologyData"]
    assert (slides.counts.valid, slides.counts.excepted, slides.counts.invalid) == (2, 1, 0)
    told = list(Event.objects.filter(topic="exception").order_by("pk").values_list("people", flat=True))
    assert told == [[scene.it.wrangler.id]] * 2


def test_scope_says_how_far_it_reaches(scene: CenterScene) -> None:
    odd = fill(scene)["odd"]
    other = scene.add_slide("four.bif", "bif")
    request = _grant(scene, _ask(scene, odd, Scope.FILE))
    assert (_left(odd), _left(other)) == (0, 1)
    with writing():
        actions.revoke_exception(actor=scene.it.liaison, number=request.pk, reason="Not for so many.")
    assert _left(odd) == 1
    _grant(scene, _ask(scene, odd, Scope.FILE), scope=Scope.FOLDER)
    assert (_left(odd), _left(other)) == (0, 0)
    where = where_is(odd)
    assert where is not None
    findings = [
        Finding(code="schema.enum", severity=Severity.ERROR, message="m", column="FILE_FORMAT"),
        Finding(code="schema.enum", severity=Severity.ERROR, message="m", column="OTHER"),
        Finding(code="privacy.name", severity=Severity.ERROR, message="m", column="FILE_FORMAT"),
    ]
    applied = apply(findings, where=where)
    assert applied.standing == findings[1:]
    assert [grant.scope for _, grant in applied.excepted] == [Scope.FOLDER]
    assert apply(findings, where=Where(CENTER, RELEASE, "BulkWESLevel1")).excepted == []


def test_what_is_excepted_is_counted_apart_below_every_container(scene: CenterScene) -> None:
    nodes, wrangler = fill(scene), scene.it.wrangler
    table = scene.add_table("DigitalPathologyData", "FILE_FORMAT\nbif\nsvs\nbif\n")
    project, folder = scene.it.project.id, scene.folders["DigitalPathologyData"].id
    task = _task(1, uploadFolderId=scene.folders["DigitalPathologyData"].public_id)
    rows = _task(2, recordSetId=table.public_id)

    def counts() -> list[tuple[int, ...]]:
        found = except_counts(wrangler, overview.counts_of(wrangler, [project, folder]))
        return [tuple(found[project]), tuple(found[folder])]

    def far(one: Task) -> tuple[int, int, int, int]:
        found = progress_of(wrangler, [one])[one.id]
        return found.valid, found.invalid, found.excepted, found.waiting

    assert counts() == [(5, 2, 0, 0), (2, 2, 0, 0)]
    _grant(scene, _ask(scene, nodes["odd"], Scope.FILE))
    assert counts() == [(5, 1, 0, 1), (2, 1, 0, 1)]
    assert (far(task), far(rows)) == ((2, 1, 1, 0), (1, 2, 0, 0))
    _grant(scene, _ask(scene, None, Scope.COMPONENT))
    assert counts() == [(5, 0, 0, 2), (2, 0, 0, 2)]
    assert (far(task), far(rows)) == ((2, 0, 2, 0), (1, 0, 2, 0))


def test_rows_of_an_open_grid_are_excepted_one_by_one(scene: CenterScene) -> None:
    wrangler, component = scene.it.wrangler, "DigitalPathologyData"
    table = scene.add_table(component, "FILE_FORMAT\nbif\nsvs\nbif\n\n", name="formats")
    mixed = scene.add_table(component, "FILE_FORMAT\nbif\nndpi\n", name="mixed")
    grids = [open_grid(wrangler, table), open_grid(wrangler, mixed)]
    task = _task(1, recordSetId=table.public_id)
    task.status.session_id = grids[0].session_id

    def excepted() -> list[list[int]]:
        assert excepted_counts(grids) == {one.id: len(some) for one in grids if (some := excepted_rows(one))}
        return [sorted(excepted_rows(one) or ()) for one in grids]

    def is_covered(one: Workspace) -> bool:
        group = next(group for group in problems_of(one) if group.finding.code == FORMAT.code)
        return bool(covers_of(wrangler, one, [group])[group.key].text)

    def read() -> int:
        with CaptureQueriesContext(connection) as made:
            load_rows(grids[0], [1])
        return sum("FROM " in one["sql"] and "grids_row" in one["sql"] for one in made.captured_queries)

    assert excepted() == [[], []]
    narrowed = _grant(scene, _ask(scene, None, Scope.COMPONENT, pattern="b*"))
    assert excepted() == [[1, 3], []]  # another value stands in the other table, too
    assert [is_covered(one) for one in grids] == [True, False]
    assert ([_marked(one) for one in grids], read()) == ([{1, 3}, set()], 2)
    # Where the values of another column decide, nothing is asked about the other rows.
    Request.objects.filter(pk=narrowed.pk).update(column="OTHER")
    assert (_marked(grids[0]), read()) == (set(), 1)
    Request.objects.filter(pk=narrowed.pk).update(column=FORMAT.column)
    assert answer_excepted(wrangler, grids[0], {}) == {"rows": 2, "holds": True}
    found = progress_of(wrangler, [task])[task.id]
    assert (found.valid, found.invalid, found.excepted, found.is_open) == (1, 0, 2, True)
    told = Notice.objects.filter(message__what="exceptions")
    assert set(told.values_list("workspace_id", flat=True)) == {one.id for one in grids}
    with writing():
        actions.revoke_exception(actor=scene.it.liaison, number=narrowed.pk, reason="No more.")
    assert (excepted(), told.count()) == ([[], []], 4)
    assert answer_excepted(wrangler, grids[0], {}) == {"rows": 0, "holds": False}
    _grant(scene, _ask(scene, mixed, Scope.FILE))
    assert excepted() == [[], [1, 2]]
    assert [_marked(one) for one in grids] == [set(), {1, 2}]


def test_files_of_an_open_grid_are_excepted_one_by_one(scene: CenterScene) -> None:
    odd, other = fill(scene)["odd"], scene.add_slide("four.bif", "bif")
    folder = scene.folders["DigitalPathologyData"]
    workspace = open_files(scene.it.wrangler, folder)
    keys = dict(Row.objects.filter(workspace=workspace).values_list("number", "source_key"))
    _grant(scene, _ask(scene, odd, Scope.FILE))
    assert [keys[number] for number in excepted_rows(workspace) or ()] == [odd.id]
    assert {keys[number] for number in _marked(workspace)} == {odd.id}
    places = {keys[number]: slots for number, slots in slots_with_problems(workspace, keys).items()}
    place = workspace.slots["FILE_FORMAT"]
    assert (place in places[odd.id], place in places[other.id]) == (False, True)
    _grant(scene, _ask(scene, other, Scope.FOLDER, pattern="bi*"))
    assert {keys[number] for number in excepted_rows(workspace) or ()} == {odd.id, other.id}


def test_only_where_values_stand(scene: CenterScene) -> None:
    odd = fill(scene)["odd"]
    other, table = scene.add_slide("four.ndpi", "ndpi"), "DigitalPathologyData"
    rows = scene.add_table(table, "FILE_FORMAT\nbif\nsvs\nbif\n")
    mixed = scene.add_table(table, "FILE_FORMAT\nbif\nndpi\n", name="mixed")
    assert values_of(odd, FORMAT) == values_of(rows, FORMAT) == ["bif"]
    request = _ask(scene, None, Scope.COMPONENT, pattern="b*")
    assert reach_of(scene.it.liaison, request) == Reach(findings=2, things=2)
    assert reach_of(scene.it.liaison, _ask(scene, odd, Scope.FILE)) == Reach(1, 1)
    assert reach_of(scene.stranger, request) == Reach()
    with _shut(rows):
        # How often values stand in rows says them as well: whoever may not have the rows is told of none of theirs.
        assert reach_of(scene.it.liaison, request) == Reach(findings=1, things=1)
        assert reach_of(scene.it.liaison, _ask(scene, rows, Scope.FILE)) == Reach(1, 1)
    _grant(scene, request)
    assert (_left(odd), _left(other)) == (0, 1)
    project = scene.it.project.id
    counts = except_counts(scene.it.wrangler, overview.counts_of(scene.it.wrangler, [project]))[project]
    # A table in which another value stands, too, is invalid still.
    assert (counts.excepted, counts.invalid) == (2, 2)
    assert mixed.id


@pytest.mark.parametrize(
    ("pattern", "some", "none"),
    [
        ("bif", ["bif"], ["bif2", "BIF", ""]),
        ("b*", ["b", "bif"], ["ab"]),
        ("*.tif*", ["a.tiff", ".tif"], ["tif"]),
        ("a*b*c", ["abc", "a.b.b.c"], ["acb", "ab"]),
        ("a.c", ["a.c"], ["abc"]),
    ],
)
def test_a_star_stands_for_anything(pattern: str, some: list[str], none: list[str]) -> None:
    assert all(matches(pattern, one) for one in some)
    assert not any(matches(pattern, one) for one in none)


@pytest.mark.parametrize(
    ("count", "values", "more"),
    [
        # Three rows, and what stands in one of them is told of nobody.
        (3, [{"value": "bif", "count": 2}], 0),
        (3, [{"value": "bif", "count": 2}], 1),
        (1, [{"value": "b" * 500, "count": 1}], 0),
        (1, [], 0),
    ],
)
def test_values_that_are_not_all_known_are_covered_by_none_of_them(
    count: int, values: list[dict[str, object]], more: int
) -> None:
    finding = {"code": FORMAT.code, "column": FORMAT.column, "count": count, "values": values, "more_values": more}
    grant = Request(code=FORMAT.code, column="", pattern="b*")
    assert not covers(grant, told_of(finding))
    grant.pattern = ""
    assert covers(grant, told_of(finding))
    known = {**finding, "values": [{"value": "bif", "count": count}], "more_values": 0}
    assert covers(Request(code=FORMAT.code, column="", pattern="b*"), told_of(known))
    assert covers(Request(code=FORMAT.code, column="", pattern="b*"), told_of(told_of(known)))


def test_a_pattern_of_many_stars_takes_no_time() -> None:
    assert not matches("*a" * 90 + "b", "a" * 100_000)


def test_patterns_that_are_refused() -> None:
    assert actions.clean_pattern(" ** ") == ""
    for text in ("x" * 201, "a\nb"):
        with pytest.raises(RequestIsInvalid):
            actions.clean_pattern(text)


def test_the_component_of_the_whole_release(scene: CenterScene) -> None:
    odd = fill(scene)["odd"]
    _grant(scene, _ask(scene, None, Scope.COMPONENT))
    assert _left(odd) == 0
    assert _left(scene.add_slide("five.bif", "bif")) == 0


def test_it_is_over_by_the_day_and_that_is_told_once(scene: CenterScene) -> None:
    odd = fill(scene)["odd"]
    request = _grant(scene, _ask(scene, odd, Scope.FILE))
    Request.objects.filter(pk=request.pk).update(expires_on=today() - timedelta(days=1))
    assert _left(odd) == 1
    with writing():
        assert expiring.tell_expired() == 1
        assert expiring.tell_expired() == 0
    assert Event.objects.filter(title__startswith="Exception over").count() == 1


def test_what_may_never_be_excepted(scene: CenterScene) -> None:
    odd = fill(scene)["odd"]
    for told in (Told("privacy.name", "FILE_FORMAT"), Told("schema.enum", "SEX"), Told("schema.required", "")):
        with pytest.raises(NotExcepted):
            _ask(scene, odd, Scope.FILE, told=told)
    with pytest.raises(RequestIsInvalid, match="no folder of DigitalPathologyData"):
        _ask(scene, scene.folders["Demographics"], Scope.FOLDER)


def test_who_asks_and_who_decides(scene: CenterScene) -> None:
    odd = fill(scene)["odd"]
    request = _ask(scene, odd, Scope.FILE)
    for nobody in (scene.it.wrangler, scene.it.representative):
        with pytest.raises(NotYourDecision, match="decided on by its liaison"):
            _grant(scene, request, by=nobody)
    with writing():
        actions.refuse_exception(actor=scene.it.liaison, number=request.pk, reason="Convert it.")
    with pytest.raises(RequestIsElsewhere):
        _grant(scene, request)
    again = _ask(scene, odd, Scope.FILE)
    with writing():
        assert actions.withdraw_request(actor=scene.it.wrangler, number=again.pk).state == State.WITHDRAWN
    late = actions.Ruling(scope=Scope.FILE, expires_on=today() + timedelta(days=9999), reason="Long.")
    third = _ask(scene, odd, Scope.FILE)
    with pytest.raises(RequestIsInvalid, match="at most"), writing():
        actions.grant_exception(actor=scene.it.liaison, number=third.pk, ruling=late)


def test_every_state_is_in_the_machine() -> None:
    assert set(FOLLOWING) == set(State)
    assert FOLLOWING[State.GRANTED] == {State.REVOKED}
