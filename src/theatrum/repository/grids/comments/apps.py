"""The Django application of this room."""

from django.apps import AppConfig


class CommentsConfig(AppConfig):
    """Registers the room's tables, and answers seats at a grid that ask about comments."""

    name = "theatrum.repository.grids.comments"
    label = "grid_comments"

    def ready(self) -> None:
        """Answer what is asked about comments, and say which rows have open ones."""
        from theatrum.repository.grids.comments import answers  # app ready
        from theatrum.repository.grids.comments.queries import commented_rows  # app ready
        from theatrum.repository.grids.live.arranging import register_comments  # app ready

        answers.register()
        register_comments(commented_rows)
