"""What happens once, when Django is ready: hooks and jobs of the floors are put together."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class WiringConfig(AppConfig):
    """The composition of the rooms."""

    name = "theatrum.wiring"
    label = "wiring"

    def ready(self) -> None:
        """Let every room's ``jobs.py`` register its jobs, and answer the hooks of lower rooms."""
        from theatrum.consortium.centers import papers  # app ready
        from theatrum.consortium.known import moving  # app ready
        from theatrum.consortium.linking.arriving import note_moved  # app ready
        from theatrum.consortium.linking.choosing import choices  # app ready
        from theatrum.consortium.linking.columns import known_columns  # app ready
        from theatrum.consortium.linking.live import LiveLinks  # app ready
        from theatrum.consortium.linking.saving import saved  # app ready
        from theatrum.consortium.notices import queries as notices  # app ready
        from theatrum.consortium.profile.grid_columns import described_columns  # app ready
        from theatrum.consortium.profile.wordings import wordings_of  # app ready
        from theatrum.consortium.screening import arriving, cells, locking, quoting, texts  # app ready
        from theatrum.repository.entities import refusing as written  # app ready
        from theatrum.repository.entities.associations import OBJECT_TYPES, downloadable, explain  # app ready
        from theatrum.repository.files import arrivals, associations, locks  # app ready
        from theatrum.repository.grids import after_saving, asking, links, refusing  # app ready
        from theatrum.repository.grids.live import columns as grid_columns  # app ready
        from theatrum.repository.grids.problems import answers as problems  # app ready
        from theatrum.repository.records import knowledge  # app ready
        from theatrum.repository.records import quoting as quotable  # app ready
        from theatrum.repository.wiki.queries import files as wiki_files  # app ready
        from theatrum.wiring import gating, helping, notifying, staffing, submitting  # app ready

        autodiscover_modules("jobs")
        gating.answer_hooks()
        for object_type in OBJECT_TYPES:
            associations.register(object_type, downloadable, explain)
        for object_type in (wiki_files.ATTACHMENT, wiki_files.MARKDOWN):
            associations.register(object_type, wiki_files.downloadable)
        associations.register(notices.ATTACHMENT, notices.downloadable)
        for object_type in (papers.AGREEMENT, papers.DECISION):
            associations.register(object_type, papers.downloadable)
        staffing.answer_hooks()
        knowledge.register(wordings_of)
        quotable.register(quoting.without_private)
        notifying.answer_hooks()
        helping.answer_hooks()
        locks.register(locking.locked)
        submitting.answer_hooks()
        refusing.register(cells.seen_in_texts)
        written.register(texts.seen_in_written)
        arrivals.register(arriving.ARRIVALS)
        asking.register("choices", choices)
        links.register(LiveLinks())
        after_saving.register(saved)
        moving.register(note_moved)
        problems.register()
        grid_columns.register(described_columns)
        grid_columns.register(known_columns)
