"""What download lists refuse. Clients know some of these texts."""

from theatrum.kernel.errors import DomainError, Kind


class BatchIsInvalid(DomainError):
    """A batch of files to add or remove is empty or too large."""

    code = "downloads.batch_is_invalid"
    kind = Kind.INVALID
    template = "{reason}"


class ListIsFull(DomainError):
    """More files than a download list may have."""

    code = "downloads.list_is_full"
    kind = Kind.LIMIT
    template = (
        "Adding '{adding}' files to your download list would exceed the maximum number of '{limit}' files.  "
        "You currently have '{held}' files on you download list."
    )


class NothingToDownload(DomainError):
    """Nothing on the list may be downloaded now."""

    code = "downloads.nothing_to_download"
    kind = Kind.INVALID
    template = "No files available for download."


class NothingToPack(DomainError):
    """Nothing on the list fits into a package."""

    code = "downloads.nothing_to_pack"
    kind = Kind.INVALID
    template = "No files are eligible for packaging."


class DescriptorIsInvalid(DomainError):
    """The form that a manifest shall have is none."""

    code = "downloads.descriptor_is_invalid"
    kind = Kind.INVALID
    template = "{reason}"
