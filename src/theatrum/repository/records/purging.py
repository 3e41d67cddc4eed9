"""Forgetting what is known of the rows of a file: verdicts quote cells."""

from collections.abc import Collection

from theatrum.repository.records.models import RowsVerdict


def forget_verdicts(*, handle_ids: Collection[int]) -> int:
    """Delete the verdicts on the rows of files; returns how many."""
    return RowsVerdict.objects.filter(version__handle_id__in=handle_ids).delete()[0]
