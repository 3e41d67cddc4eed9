"""The form that annotates several files at once: one value for all, or one for each; what differs is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from theatrum.doors.web import viewer
from theatrum.doors.web.pages.entities import shown
from theatrum.doors.web.pages.entities.annotate import batch as batches
from theatrum.doors.web.pages.entities.annotate import batch_fields, batch_posted
from theatrum.doors.web.pages.entities.annotate.batch import Batch
from theatrum.doors.web.pages.entities.annotate.batch_posted import Before, Sent
from theatrum.doors.web.pages.entities.annotate.typing_in import Texts, changed
from theatrum.doors.web.pages.model.addresses import described_at
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.errors import DomainError
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts import queries as accounts
from theatrum.repository.entities.actions.updating import update_entity
from theatrum.repository.entities.drafts import draft_update
from theatrum.repository.entities.errors import EtagIsStale
from theatrum.repository.entities.models import Node, Verdict
from theatrum.repository.entities.queries import overview
from theatrum.repository.entities.queries.nodes import lock_nodes


@dataclass(frozen=True)
class Clash:
    """A value that somebody else wrote meanwhile, where this form would write another one."""

    key: str
    file: str
    name: str
    by: str
    theirs: Texts
    mine: Texts


@viewer.signed_in
def annotate(request: HttpRequest) -> HttpResponseBase:
    """Show the form for the chosen files, and save what it sends: all of them, or none."""
    actor = viewer.actor(request)
    numbers = batches.read_ids((request.POST if request.method == "POST" else request.GET).getlist("ids"))
    if len(numbers) == 1:
        return HttpResponseRedirect(reverse("entity_annotate", args=[f"syn{numbers[0]}"]))
    found = batches.load(actor, numbers)
    if len(found) > 1:
        return render(request, "entities/annotate_split.html", {"groups": [_group(batch) for batch in found]})
    if request.method != "POST":
        return _show(request, found[0], batch_posted.begin(found[0]))
    return _receive(request, actor, found[0])


def _receive(request: HttpRequest, actor: Actor, batch: Batch) -> HttpResponseBase:
    numbers = [node.id for node in batch.nodes]
    before = batch_posted.read(request.POST.get("before", ""), batch)
    sent = batch_posted.sent(request.POST, batch, before)
    if any(before.etags.get(node.public_id) != node.etag for node in batch.nodes):
        return _conflict(request, batch, before, sent)
    try:
        _save(actor, batch, sent)
    except EtagIsStale:
        return _conflict(request, batches.load(actor, numbers)[0], before, sent)
    except DomainError as error:
        return _show(request, batch, before, sent=sent, refused=str(error), status=400)
    return _saved(request, actor, numbers)


def _save(actor: Actor, batch: Batch, sent: Sent) -> None:
    drafts = []
    for node in batch.nodes:
        stored = node.current.annotations if node.current else {}
        after = changed(stored, sent.changes_for(node.public_id), batch.attributes)
        if after != stored:
            drafts.append(draft_update(actor=actor, node_id=node.id, etag=node.etag, annotations=after))
    with writing():
        # All of them first: who stores a verdict may wait for no entity any more.
        lock_nodes([node.id for node in batch.nodes])
        for draft in drafts:
            update_entity(actor=actor, draft=draft)


def _saved(request: HttpRequest, actor: Actor, numbers: Sequence[int]) -> HttpResponseBase:
    nodes = overview.changeable(actor, numbers)
    verdicts = [node.validation.verdict for node in nodes if hasattr(node, "validation")]
    invalid = verdicts.count(Verdict.INVALID)
    if not invalid:
        text = "all valid" if verdicts.count(Verdict.VALID) == len(nodes) else "nothing to mend"
        messages.success(request, f"Saved: {text}.")
    else:
        messages.warning(request, f"Saved. {invalid} of {len(nodes)} files have something to mend.")
    ids = ",".join(f"syn{number}" for number in numbers)
    return HttpResponseRedirect(f"{reverse('entities_annotate')}?{urlencode({'ids': ids})}")


def _conflict(request: HttpRequest, batch: Batch, before: Before, sent: Sent) -> HttpResponseBase:
    """Show where somebody else wrote another value; what the form had begun with stays what changes are seen from."""
    stale = [node for node in batch.nodes if before.etags.get(node.public_id) != node.etag]
    names = accounts.names({node.modified_by for node in stale})
    clashes = [clash for node in stale for clash in _clashes(batch, node, sent, names)]
    fresh = replace(before, etags={node.public_id: node.etag for node in batch.nodes})
    who = ", ".join(sorted({names.get(node.modified_by, "somebody") for node in stale}))
    told = f"{len(stale)} of these files changed since you opened them, by {who}."
    return _show(request, batch, fresh, sent=sent, clashes=clashes, refused=told, status=412)


def _clashes(batch: Batch, node: Node, sent: Sent, names: Mapping[int, str]) -> list[Clash]:
    stored = batch.stored[node.id]
    return [
        Clash(
            key=f"{name}.{node.public_id}",
            file=node.name,
            name=name,
            by=names.get(node.modified_by, "somebody"),
            theirs=stored.get(name, ()),
            mine=mine,
        )
        for name, mine in sent.changes_for(node.public_id).items()
        if mine != stored.get(name, ())
    ]


def _show(
    request: HttpRequest,
    batch: Batch,
    before: Before,
    *,
    sent: Sent | None = None,
    clashes: Sequence[Clash] = (),
    refused: str = "",
    status: int = 200,
) -> HttpResponseBase:
    values = batch_fields.values(batch, before, sent) | {
        "node": batch.nodes[0],
        "files": batch.nodes,
        "ids": ",".join(node.public_id for node in batch.nodes),
        "component": shown.component(batch.bound, []),
        "described": described_at(batch.bound.schema_id if batch.bound else None),
        "before": batch_posted.write(before),
        "clashes": clashes,
        "refused": refused,
        "is_conflict": status == 412,
        "trail": [*shown.trail([]), ("Annotate several files", "")],
    }
    return render(request, "entities/annotate_several.html", values, status=status)


def _group(batch: Batch) -> dict[str, object]:
    return {
        "component": shown.component(batch.bound, []),
        "described": described_at(batch.bound.schema_id if batch.bound else None),
        "files": batch.nodes,
        "ids": ",".join(node.public_id for node in batch.nodes),
    }
