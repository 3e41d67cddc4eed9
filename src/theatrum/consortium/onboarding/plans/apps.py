"""The Django application of this room."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """Registers the room's tables, reads the gate of the plan, and answers for the files of plans."""

    name = "theatrum.consortium.onboarding.plans"
    label = "plans"

    def ready(self) -> None:
        """Have the gate of acknowledged plans read here, and their files downloaded by who may see them."""
        from theatrum.consortium.onboarding import facts  # app ready
        from theatrum.consortium.onboarding.gates import Gate  # app ready
        from theatrum.consortium.onboarding.plans import queries  # app ready
        from theatrum.repository.files import associations  # app ready

        facts.register(Gate.PLAN, queries.facts_of)
        associations.register(queries.DOCUMENT, queries.downloadable)
