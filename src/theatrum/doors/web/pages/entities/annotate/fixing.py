"""One click that puts a suggested value in place of one that does not do."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.views.decorators.http import require_POST

from theatrum.doors.web import viewer
from theatrum.doors.web.pages.entities import problems, shown
from theatrum.doors.web.pages.entities.annotate import attributes
from theatrum.doors.web.pages.entities.annotate.typing_in import Stored, annotation, texts_of
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.errors import DomainError, Kind
from theatrum.kernel.ids import parse_entity_id
from theatrum.repository.access.permissions import Permission
from theatrum.repository.entities.actions.updating import update_entity
from theatrum.repository.entities.drafts import draft_update
from theatrum.repository.entities.models import Node
from theatrum.repository.entities.queries import nodes
from theatrum.repository.entities.validation.bound import bound_for
from theatrum.repository.entities.validation.queries import find_validation
from theatrum.repository.schemas.compiled import compiled


@viewer.signed_in
@require_POST
def fix(request: HttpRequest, entity_id: str) -> HttpResponseBase:
    """Change one value, or one name, to what was offered."""
    actor = viewer.actor(request)
    node = nodes.require_node(actor, parse_entity_id(entity_id), Permission.UPDATE)
    sent = {name: request.POST.get(name, "") for name in ("etag", "attribute", "found", "value", "renames")}
    stored: Stored = node.current.annotations if node.current else {}
    after = _renamed(stored, sent) if sent["renames"] else _replaced(node, stored, sent)
    try:
        draft = draft_update(actor=actor, node_id=node.id, etag=sent["etag"], annotations=after)
        with writing():
            update_entity(actor=actor, draft=draft)
    except DomainError as error:
        if error.kind is not Kind.STALE:
            raise
        messages.warning(request, "Nothing was changed: somebody else has changed this file. This is how it is now.")
    else:
        _tell(request, node, sent)
    return HttpResponseRedirect(shown.address(node))


def _tell(request: HttpRequest, node: Node, sent: Mapping[str, str]) -> None:
    left = len(problems.problems(find_validation(node)))
    rest = f"{left} more thing{'' if left == 1 else 's'} to mend." if left else "Nothing is left to mend."
    messages.success(request, f"{sent['attribute']} is now {sent['value']}. {rest}")


def _renamed(stored: Stored, sent: Mapping[str, str]) -> dict[str, object]:
    """Give an annotation another name, unless that name is taken."""
    if sent["value"] in stored or sent["attribute"] not in stored:
        return dict(stored)
    return {sent["value"] if name == sent["attribute"] else name: value for name, value in stored.items()}


def _replaced(node: Node, stored: Stored, sent: Mapping[str, str]) -> dict[str, object]:
    bound = bound_for(node.id)
    known = {one.name: one for one in attributes.of(compiled(bound.digest))} if bound else {}
    name, present = sent["attribute"], stored.get(sent["attribute"])
    texts = texts_of(present)
    if len(texts) > 1:
        texts = tuple(sent["value"] if text == sent["found"] else text for text in texts)
    else:
        texts = (sent["value"],)
    return {**stored, name: annotation(known.get(name), texts, present)}
