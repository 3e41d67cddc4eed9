"""Download lists as the wire shows them."""

from collections.abc import Sequence

from theatrum.doors.api.wire import downloads as wire
from theatrum.doors.api.wire.tables import CsvTableDescriptor
from theatrum.kernel.ids import parse_entity_id
from theatrum.kernel.paging import token_page
from theatrum.repository.access.permissions import Actor
from theatrum.repository.downloads import queries
from theatrum.repository.downloads.actions import Item
from theatrum.repository.downloads.manifests import Dialect, valid_dialect
from theatrum.repository.downloads.queries import Available, Packable, Sorting

_PAGE = 50


def items(batch: Sequence[wire.DownloadListItem]) -> list[Item]:
    """Read files and their versions. Raises InvalidRequest."""
    return [Item(parse_entity_id(each.file_entity_id), each.version_number) for each in batch]


def dialect(descriptor: CsvTableDescriptor | None) -> Dialect:
    """Read the form of a CSV. Raises DescriptorIsInvalid."""
    if descriptor is None:
        return Dialect()
    plain, header = Dialect(), descriptor.is_first_line_header
    return valid_dialect(
        Dialect(
            separator=plain.separator if descriptor.separator is None else descriptor.separator,
            quote=plain.quote if descriptor.quote_character is None else descriptor.quote_character,
            escape=plain.escape if descriptor.escape_character is None else descriptor.escape_character,
            line_end=plain.line_end if descriptor.line_end is None else descriptor.line_end,
            has_header=plain.has_header if header is None else header,
        )
    )


def answer(actor: Actor, asked: wire.DownloadListQueryRequest) -> wire.DownloadListQueryResponse:
    """Answer a question about the list. Raises InvalidRequest."""
    details = asked.request_details
    if isinstance(details, wire.AvailableFilesRequest):
        return wire.DownloadListQueryResponse(response_details=_available(actor, details))
    if isinstance(details, wire.FilesStatisticsRequest):
        return wire.DownloadListQueryResponse(response_details=_statistics(actor))
    return wire.DownloadListQueryResponse(response_details=_required(actor))


def _available(actor: Actor, asked: wire.AvailableFilesRequest) -> wire.AvailableFilesResponse:
    page = token_page(asked.next_page_token, cap=_PAGE)
    sorting = [Sorting(each.field, descending=each.direction == "DESC") for each in asked.sort or ()]
    found, more = queries.available_page(
        actor,
        page,
        sorting=sorting or queries.DEFAULT,
        packable=Packable(asked.filter) if asked.filter else None,
    )
    return wire.AvailableFilesResponse(
        page=[_result(one) for one in found], next_page_token=page.next_token() if more else None
    )


def _result(one: Available) -> wire.DownloadListItemResult:
    project = one.node.project
    return wire.DownloadListItemResult(
        file_entity_id=one.node.public_id,
        version_number=one.version.number,
        file_name=one.node.name,
        added_on=one.item.added_on,
        project_id=project.public_id if project else "",
        project_name=project.name if project else "",
        created_by=str(one.node.created_by),
        created_on=one.node.created_on,
        file_size_bytes=one.handle.size,
        is_eligible_for_packaging=one.is_packable,
        file_handle_id=str(one.handle.pk),
    )


def _statistics(actor: Actor) -> wire.FilesStatisticsResponse:
    counts = queries.statistics(actor)
    return wire.FilesStatisticsResponse(
        total_number_of_files=counts.total,
        number_of_files_available_for_download=counts.available,
        number_of_files_available_for_download_and_eligible_for_packaging=counts.packable,
        sum_of_file_sizes_available_for_download=counts.size,
        number_of_files_requiring_action=counts.total - counts.available,
    )


def _required(actor: Actor) -> wire.ActionRequiredResponse:
    found = sorted(queries.held_back(actor).items())
    page = [
        wire.ActionRequiredCount(action=wire.RequestDownload(benefactor_id=number), count=count)
        for number, count in found
    ]
    return wire.ActionRequiredResponse(page=page)
