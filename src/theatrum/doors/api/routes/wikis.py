"""Wiki pages of entities, the text of each as a file of its own."""

from ninja.params.functions import Query

from theatrum.doors.api.auth import ApiRequest
from theatrum.doors.api.operations import Routes
from theatrum.doors.api.routes.entities import required_etag
from theatrum.doors.api.views import wikis as view
from theatrum.doors.api.wire import wikis as wire
from theatrum.kernel.errors import InvalidRequest
from theatrum.kernel.ids import parse_entity_id, parse_number
from theatrum.kernel.paging import page
from theatrum.repository.entities.models import Node
from theatrum.repository.entities.queries import nodes
from theatrum.repository.wiki import actions
from theatrum.repository.wiki.models import PageVersion, Wiki
from theatrum.repository.wiki.queries import pages

routes = Routes(tag="wikis")


@routes.post("entity/{owner_id}/wiki2", status=201, writes=True)
def post_page(request: ApiRequest, owner_id: str, body: wire.V2WikiPage) -> wire.V2WikiPage:
    """Make a page: the root, or one below another."""
    fields = view.read_fields(body, markdown_id=view.markdown_id(body))
    return view.page(actions.create_page(actor=request.actor, node_id=parse_entity_id(owner_id), fields=fields))


@routes.get("entity/{owner_id}/wiki2")
def get_root(request: ApiRequest, owner_id: str) -> wire.V2WikiPage:
    """Read the root page of an entity."""
    return view.page(pages.get_version(pages.root_page(request.actor, readable(request, owner_id))))


@routes.get("entity/{owner_id}/wiki2/{wiki_id}")
def get_page(
    request: ApiRequest, owner_id: str, wiki_id: str, version: str = Query("", alias="wikiVersion")
) -> wire.V2WikiPage:
    """Read a page, at its current version or at another one."""
    return view.page(version_asked(request, owner_id, wiki_id, version))


@routes.put("entity/{owner_id}/wiki2/{wiki_id}", writes=True)
def put_page(request: ApiRequest, owner_id: str, wiki_id: str, body: wire.V2WikiPage) -> wire.V2WikiPage:
    """Write a new version of a page."""
    changed = actions.update_page(
        actor=request.actor,
        node_id=parse_entity_id(owner_id),
        page_id=same_page(wiki_id, body.id),
        etag=required_etag(body.etag),
        fields=view.read_fields(body, markdown_id=view.markdown_id(body)),
    )
    return view.page(changed)


@routes.put("entity/{owner_id}/wiki2/{wiki_id}/{version}", writes=True)
def restore_page(request: ApiRequest, owner_id: str, wiki_id: str, version: str) -> wire.V2WikiPage:
    """Write an older version of a page as its newest one."""
    restored = actions.restore_page(
        actor=request.actor,
        node_id=parse_entity_id(owner_id),
        page_id=page_number(wiki_id),
        number=parse_number(version, what="wiki version"),
    )
    return view.page(restored)


@routes.delete("entity/{owner_id}/wiki2/{wiki_id}", writes=True)
def delete_page(request: ApiRequest, owner_id: str, wiki_id: str) -> None:
    """Delete a page and all below it."""
    actions.delete_page(actor=request.actor, node_id=parse_entity_id(owner_id), page_id=page_number(wiki_id))


@routes.get("entity/{owner_id}/wikiheadertree2")
def list_headers(
    request: ApiRequest, owner_id: str, limit: int | None = None, offset: int | None = None
) -> wire.WikiHeaderList:
    """List the pages of an entity, the root first."""
    window, found = page(limit, offset), pages.tree_of(request.actor, pages.find_wiki(readable(request, owner_id)))
    shown = [view.header(each) for each in found[window.offset : window.end]]
    return wire.WikiHeaderList(results=shown, total_number_of_results=found.count())


@routes.get("entity/{owner_id}/wiki2/{wiki_id}/wikihistory")
def list_history(
    request: ApiRequest, owner_id: str, wiki_id: str, limit: int | None = None, offset: int | None = None
) -> wire.V2WikiHistory:
    """List the versions of a page, newest first."""
    stored = pages.find_page(request.actor, readable(request, owner_id), page_number(wiki_id))
    window, found = page(limit, offset), pages.history_of(stored)
    shown = [view.snapshot(each) for each in found[window.offset : window.end]]
    return wire.V2WikiHistory(results=shown, total_number_of_results=found.count())


@routes.get("entity/{owner_id}/wiki2orderhint")
def get_order(request: ApiRequest, owner_id: str) -> wire.V2WikiOrderHint:
    """Read in which order the pages of an entity are shown."""
    node = readable(request, owner_id)
    return _order(request, node, pages.find_wiki(node))


@routes.put("entity/{owner_id}/wiki2orderhint", writes=True)
def put_order(request: ApiRequest, owner_id: str, body: wire.V2WikiOrderHint) -> wire.V2WikiOrderHint:
    """Say in which order the pages of an entity are shown."""
    number, etag = parse_entity_id(owner_id), required_etag(body.etag)
    wiki = actions.replace_order(actor=request.actor, node_id=number, etag=etag, page_ids=body.id_list or [])
    return _order(request, nodes.get_node(number), wiki)


@routes.get("entity/{owner_id}/wikikey")
def get_key(request: ApiRequest, owner_id: str) -> wire.WikiPageKey:
    """Name the root page of an entity."""
    node = readable(request, owner_id)
    return wire.WikiPageKey(owner_object_id=node.public_id, wiki_page_id=str(pages.root_page(request.actor, node).pk))


def _order(request: ApiRequest, node: Node, wiki: Wiki) -> wire.V2WikiOrderHint:
    return view.order(node, wiki, pages.order_of(request.actor, wiki))


def readable(request: ApiRequest, owner_id: str) -> Node:
    """Return the entity whose wiki is asked for, if the actor may read it."""
    return nodes.require_node(request.actor, parse_entity_id(owner_id))


def version_asked(request: ApiRequest, owner_id: str, wiki_id: str, version: str) -> PageVersion:
    """Return the version of a page that is asked for; none named is the current one."""
    stored = pages.find_page(request.actor, readable(request, owner_id), page_number(wiki_id))
    return pages.get_version(stored, parse_number(version, what="wikiVersion") if version else None)


def page_number(text: str) -> int:
    """Read the id of a page. Raises InvalidRequest."""
    return parse_number(text, what="wiki page id")


def same_page(in_path: str, in_body: str | None) -> int:
    """Read the id of the page that is changed. Raises InvalidRequest if the body names another one."""
    if in_path != in_body:
        raise InvalidRequest(reason="Path variable wikiId does not match the ID of the passed WikiPage")
    return page_number(in_path)
