"""Forgetting what the words of pages quote of files whose content is deleted."""

from collections.abc import Collection

from theatrum.repository.wiki.models import PageText


def forget_words(*, handle_ids: Collection[int]) -> int:
    """Delete the words of pages whose text was one of some files; returns of how many."""
    deleted, _ = PageText.objects.filter(handle__in=handle_ids).delete()
    return deleted
