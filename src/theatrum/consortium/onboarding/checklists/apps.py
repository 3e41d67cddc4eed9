"""The Django application of this room."""

from django.apps import AppConfig


class ChecklistsConfig(AppConfig):
    """Registers the room's tables, and reads the gate of the checklist."""

    name = "theatrum.consortium.onboarding.checklists"
    label = "checklists"

    def ready(self) -> None:
        """Have the gate of affirmed checklists read here."""
        from theatrum.consortium.onboarding import facts  # app ready
        from theatrum.consortium.onboarding.checklists.queries import facts_of  # app ready
        from theatrum.consortium.onboarding.gates import Gate  # app ready

        facts.register(Gate.CHECKLIST, facts_of)
