"""What is true about a refused request on wikis. Clients know some of these texts."""

from theatrum.kernel.errors import DomainError, Kind


class NoWiki(DomainError):
    """The entity has no page yet."""

    code = "wiki.none"
    kind = Kind.NOT_FOUND
    template = "A root wiki does not exist for ownerId: {id} and ownerType: ENTITY"


class PageNotFound(DomainError):
    """The entity has pages, but none with this id."""

    code = "wiki.page_not_found"
    kind = Kind.NOT_FOUND
    template = "No wiki page found with id: {id}"


class PageVersionNotFound(DomainError):
    """The page exists, this version of it does not."""

    code = "wiki.version_not_found"
    kind = Kind.NOT_FOUND
    template = "Wiki page of id: {id} was not found with version: {version}"


class AttachmentNotFound(DomainError):
    """No attachment of the page has this file name."""

    code = "wiki.attachment_not_found"
    kind = Kind.NOT_FOUND
    template = (
        "Cannot find a wiki attachment for OwnerID: {owner}, ObjectType: ENTITY, WikiPageId: {id}, fileName: {name}"
    )


class RootExists(DomainError):
    """A page without a parent is to be made where there is one."""

    code = "wiki.root_exists"
    kind = Kind.CONFLICT
    template = "An owner already exists with the ownerId: {id} and ownerType: ENTITY"


class PageIsStale(DomainError):
    """Somebody else changed the page, or the order of pages, since it was read."""

    code = "wiki.is_stale"
    kind = Kind.STALE
    template = "ObjectId: {id} was updated since you last fetched it, retrieve it again and reapply the update"


class PageIsItsOwnAncestor(DomainError):
    """A page is to be placed below itself."""

    code = "wiki.circle"
    kind = Kind.INVALID
    template = (
        "There will be a cycle if this wiki is updated. Put in valid parentId: page {parent} is page {id}, or below it."
    )


class PageIsInvalid(DomainError):
    """A part of the page cannot be stored."""

    code = "wiki.invalid"
    kind = Kind.INVALID
    template = "{reason}"


class MarkdownUnreadable(DomainError):
    """The file that a page names as its text holds no text that can be sent with the page."""

    code = "wiki.markdown_unreadable"
    kind = Kind.INVALID
    template = "The text of wiki page {id} cannot be read: {reason}. Fetch its file by markdownFileHandleId instead."


class DeletionNotFound(DomainError):
    """The deletion was undone already, is too old, or somebody else's."""

    code = "wiki.deletion_not_found"
    kind = Kind.NOT_FOUND
    template = "There is no deletion {id} that you can undo: pages are kept for {days} days, for who deleted them."
