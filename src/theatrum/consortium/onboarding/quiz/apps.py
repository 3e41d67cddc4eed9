"""The Django application of this room."""

from django.apps import AppConfig


class QuizConfig(AppConfig):
    """Registers the room's tables."""

    name = "theatrum.consortium.onboarding.quiz"
    label = "quiz"

    def ready(self) -> None:
        """Have the gate of certified people read here."""
        from theatrum.consortium.onboarding import facts  # app ready
        from theatrum.consortium.onboarding.gates import Gate  # app ready
        from theatrum.consortium.onboarding.quiz.certifying import facts_of  # app ready

        facts.register(Gate.CERTIFIED, facts_of)
