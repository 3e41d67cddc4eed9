"""One task: what is asked, how far it is, what can be done now, and what was done."""

from collections.abc import Sequence

from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from theatrum.consortium.curation import queries
from theatrum.consortium.curation.due import ends_of
from theatrum.consortium.curation.models import State, Step, StepKind, Task
from theatrum.consortium.curation.progress import progress_of, source_id_of
from theatrum.consortium.curation.states import ENDED, MOVES, moves_from
from theatrum.consortium.exchange.own_tables import own_kind
from theatrum.consortium.onboarding import guarding
from theatrum.consortium.onboarding.errors import GateClosed
from theatrum.doors.web import viewer
from theatrum.doors.web.pages.tasks import words
from theatrum.repository.access import queries as access
from theatrum.repository.access.models import AclEntry
from theatrum.repository.access.permissions import Actor, Aspect, Permission, Side
from theatrum.repository.accounts import queries as accounts
from theatrum.repository.accounts.models import Team, TeamMember, User
from theatrum.repository.entities.models import Node
from theatrum.repository.entities.queries.children import visible_nodes
from theatrum.repository.grids.authorization import asked_about, may_look
from theatrum.repository.grids.comments.queries import count_open
from theatrum.repository.grids.queries import find_workspace

# The way of a task that ends well, as the page draws it.
_MOST = 200
_WAY = (State.NOT_STARTED, State.IN_PROGRESS, State.IN_REVIEW, State.COMPLETED)


@viewer.signed_in
def task(request: HttpRequest, task_id: int) -> HttpResponseBase:
    """Show a task."""
    actor = viewer.actor(request)
    found = queries.get_task(actor, task_id)
    state, progress = State(found.status.state), progress_of(actor, [found])[found.id]
    is_reviewer, is_worker = queries.may_review(actor, found), queries.may_work(actor, found)
    source, steps = source_of(actor, found), list(found.steps.all())
    people = {step.actor_id for step in steps} | {step.principal_id for step in steps} | {found.assignee_id}
    values = {
        "task": found,
        "source": source,
        "own_place": own_place(source),
        "badge": words.STATES[state],
        "due": words.due(found, ends_of([found]).get(found.id)),
        "progress": progress,
        "told": words.told(progress),
        "bar": words.drawn(progress),
        "way": [(words.STATES[one].text, _WAY.index(one) <= _reached(state), one == state) for one in _WAY],
        "moves": _moves(state, is_reviewer=is_reviewer) if is_worker else [],
        "returned": _returned(steps) if state is MOVES[StepKind.RETURNED].end else None,
        "comments": _open_comments(actor, found),
        "may_take_over": not is_worker and state not in ENDED and _may_take_over(actor, source),
        "steps": [(step, words.STEPS[StepKind(step.kind)]) for step in steps],
        "names": accounts.names(number for number in people if number is not None),
        "may_work": is_worker,
        "closed": None if is_worker else _closed(actor, found),
        "may_review": is_reviewer,
        "candidates": candidates(source) if is_worker else [],
    }
    return render(request, "tasks/task.html", values)


def _closed(actor: Actor, found: Task) -> GateClosed | None:
    """Return the gate that keeps from working who the task is for; None where none does."""
    if not queries.is_assigned(actor, found):
        return None
    closed = guarding.find_closed(actor, Permission.UPDATE, Aspect(found.project, Side.CONTENT))
    return guarding.refusal_of(closed) if closed else None


def source_of(actor: Actor, found: Task) -> Node | None:
    """Return what a task is about, where the actor may read it: a record set, or a folder."""
    number = source_id_of(found)
    return None if number is None else visible_nodes(actor).filter(id=number).first()


def _returned(steps: Sequence[Step]) -> Step | None:
    """Return what is to be mended, where a task was returned and nothing was done about it as a whole since."""
    moves = [step for step in steps if step.kind in MOVES]
    return moves[-1] if moves and moves[-1].kind == StepKind.RETURNED else None


def _open_comments(actor: Actor, found: Task) -> int:
    """Return how many comments on cells are open in the session of a task."""
    workspace = find_workspace(found.status.session_id or "")
    return count_open(workspace) if workspace is not None and may_look(actor, workspace) else 0


def _may_take_over(actor: Actor, source: Node | None) -> bool:
    return source is not None and access.may(actor, Permission.UPDATE, asked_about(Permission.UPDATE, source))


def own_place(source: Node | None) -> Node | None:
    """Return the folder into which tables of a center's own are uploaded; None for a task of another kind."""
    folder = source if source is None or source.is_container else source.parent
    return folder if folder is not None and own_kind(folder) is not None else None


def candidates(source: Node | None) -> list[tuple[int, str]]:
    """Return whom a task can be handed over to: the teams and people that may change what it is about."""
    if source is None:
        return []
    granted = AclEntry.objects.filter(
        acl__owner_kind="entity", acl__owner_id=source.acl_id, permission=Permission.UPDATE
    ).values("principal_id")
    teams = Team.objects.filter(pk__in=granted).order_by("name")[:_MOST]
    members = TeamMember.objects.filter(team_id__in=granted).values("user_id")
    people = User.objects.filter(Q(pk__in=granted) | Q(pk__in=members), is_active=True).order_by(
        "last_name", "username"
    )
    named_people = [(one.pk, one.get_full_name() or one.username) for one in people[:_MOST]]
    return [*((team.pk, team.name) for team in teams), *named_people]


def _moves(state: State, *, is_reviewer: bool) -> list[tuple[str, str]]:
    found = moves_from(state, is_reviewer=is_reviewer)
    return [(move.kind.value, words.BUTTONS[move.kind]) for move in found]


def _reached(state: State) -> int:
    return _WAY.index(state) if state in _WAY else 1 if state is State.EXECUTING else -1
