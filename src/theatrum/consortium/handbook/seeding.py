"""Making the network's wiki of the profile's start content; its later versions go where nobody has changed a page."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from theatrum.consortium.centers import queries as centers
from theatrum.consortium.handbook import contents
from theatrum.consortium.handbook.contents import Content
from theatrum.consortium.handbook.errors import HandbookInTrash, ProjectIsTaken
from theatrum.consortium.handbook.models import Handbook, SeededPage
from theatrum.consortium.handbook.sharing import share
from theatrum.consortium.profile.queries import in_force
from theatrum.drivers.blobs.protocol import StoredBlob
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor
from theatrum.repository.audit import actions as audit
from theatrum.repository.entities.actions.creating import create_entity
from theatrum.repository.entities.drafts import draft_creation
from theatrum.repository.entities.fields import EntityFields
from theatrum.repository.entities.models import ROOT_ID, Kind, Node
from theatrum.repository.files.actions.handles import create_handle_of_blob
from theatrum.repository.wiki import actions, markdown
from theatrum.repository.wiki.models import Page, Wiki
from theatrum.repository.wiki.policy import PageFields
from theatrum.repository.wiki.queries import pages


@dataclass(frozen=True)
class Draft:
    """The pages as they should be, and the stored texts of those that are not so yet, by name."""

    contents: list[Content]
    blobs: Mapping[str, StoredBlob]


@dataclass
class Report:
    """What became of the pages, by their names."""

    project: Node
    made: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    # Somebody has changed them, and the profile has other ones now.
    offered: list[str] = field(default_factory=list)


def draft_handbook() -> Draft:
    """Store the texts that are new, outside any transaction. Raises ProfileInvalid, StoreFull."""
    profile = in_force()
    wanted = contents.contents(profile, centers.known_centers(profile))
    known = {seeded.name: seeded for seeded in SeededPage.objects.all()}
    numbers = dict(Page.objects.filter(pk__in=[one.page_id for one in known.values()]).values_list("pk", "number"))
    blobs: dict[str, StoredBlob] = {}
    for one in wanted:
        seeded = known.get(one.page.name)
        # What somebody has changed or deleted is not written, so its text need not be stored.
        if seeded is None or (seeded.sha256 != one.sha256 and numbers.get(seeded.page_id) == seeded.number):
            blobs[one.page.name] = markdown.keep(one.text)
    return Draft(wanted, blobs)


def seed_handbook(*, actor: Actor, draft: Draft) -> Report | None:
    """Make the wiki where it is missing, and bring its pages up to date; again, it changes nothing.

    A page that somebody has changed or deleted stays as it is; of a changed one the other text is offered.
    None for a profile without start content. Raises ProjectIsTaken, HandbookInTrash, and what access refuses.
    """
    if not draft.contents:
        return None
    handbook = Handbook.objects.select_related("project").first() or _make(actor)
    if handbook.project.trash_root_id is not None:
        raise HandbookInTrash(id=handbook.project.public_id)
    share(actor=actor, project=handbook.project)
    report = Report(handbook.project)
    for content in draft.contents:
        _settle(actor, handbook, content, draft.blobs, report)
    if report.made:
        _order(actor, handbook)
    if report.made or report.updated:
        audit.record(
            actor.id,
            "handbook_seeded",
            subject_kind="entity",
            subject_id=handbook.project_id,
            after={"made": [*report.made], "updated": [*report.updated]},
        )
    return report


def project_name() -> str:
    """Return what the project of the network's wiki is called at first."""
    return f"{in_force().consortium.short_name} Handbook"


def write_page(*, actor: Actor, seeded: SeededPage, content: Content, blob: StoredBlob) -> None:
    """Write a page as the profile has it, as its next version."""
    page = Page.objects.select_related("wiki").get(pk=seeded.page_id)
    kept = [handle.pk for handle in pages.attached(pages.get_version(page))]
    fields = PageFields(content.page.title, _handle(actor, blob, page.pk), kept)
    version = actions.update_page(
        actor=actor, node_id=page.wiki.node_id, page_id=page.pk, etag=page.etag, fields=fields
    )
    seeded.number, seeded.sha256 = version.number, content.sha256
    seeded.save()


def _make(actor: Actor) -> Handbook:
    name = project_name()
    taken = Node.objects.filter(parent_id=ROOT_ID, name=name, trash_root=None).first()
    if taken is not None:
        raise ProjectIsTaken(name=name, id=taken.public_id)
    about = f"How things are done in {in_force().consortium.name}, and where they are."
    fields = EntityFields(kind=Kind.PROJECT, name=name, parent_id=ROOT_ID, details={"description": about})
    project = create_entity(actor=actor, draft=draft_creation(actor=actor, fields=fields))
    return Handbook.objects.create(project=project, made_on=clock.now())


def _settle(
    actor: Actor, handbook: Handbook, content: Content, blobs: Mapping[str, StoredBlob], report: Report
) -> None:
    name = content.page.name
    seeded = SeededPage.objects.select_for_update().filter(pk=name).first()
    if seeded is None:
        if name in blobs and _create(actor, handbook, content, blobs[name]):
            report.made.append(name)
        return
    if seeded.sha256 == content.sha256:
        return
    page = Page.objects.filter(pk=seeded.page_id).first()
    if page is None:
        return
    if page.number != seeded.number:
        report.offered.append(name)
    elif name in blobs:
        write_page(actor=actor, seeded=seeded, content=content, blob=blobs[name])
        report.updated.append(name)


def _create(actor: Actor, handbook: Handbook, content: Content, blob: StoredBlob) -> bool:
    root = Page.objects.filter(wiki__node=handbook.project, parent=None).first()
    above = SeededPage.objects.filter(pk=content.page.parent).first() if content.page.parent else None
    parent = (Page.objects.filter(pk=above.page_id).first() if above else None) or root
    handle_id = _handle(actor, blob, None)
    fields = PageFields(content.page.title, handle_id, parent_id=parent.pk if parent else None)
    version = actions.create_page(actor=actor, node_id=handbook.project_id, fields=fields)
    SeededPage.objects.create(
        name=content.page.name, handbook=handbook, page_id=version.page_id, number=version.number, sha256=content.sha256
    )
    return True


def _order(actor: Actor, handbook: Handbook) -> None:
    """Let new pages stand in the order of the profile, after those that somebody has ordered."""
    wiki = Wiki.objects.get(node=handbook.project)
    known = dict(SeededPage.objects.values_list("name", "page_id"))
    ordered = [str(known[page.name]) for page in in_force().handbook if page.name in known]
    wanted = [*wiki.order_hint, *(number for number in ordered if number not in wiki.order_hint)]
    actions.replace_order(actor=actor, node_id=handbook.project_id, etag=wiki.etag, page_ids=wanted)


def _handle(actor: Actor, blob: StoredBlob, page_id: int | None) -> int:
    name = markdown.file_name(page_id)
    return create_handle_of_blob(actor=actor, blob=blob, file_name=name, content_type=markdown.CONTENT_TYPE).pk
