"""The Django application of this room."""

from django.apps import AppConfig


class SessionsConfig(AppConfig):
    """Registers the room's tables, reads the gate of attended sessions, and answers for slides."""

    name = "theatrum.consortium.onboarding.sessions"
    # Django's own sessions are called so already.
    label = "information_sessions"

    def ready(self) -> None:
        """Have the gate of sessions read here, and slides and notices of sessions seen by who sees these."""
        from theatrum.consortium.events import sight  # app ready
        from theatrum.consortium.onboarding import facts  # app ready
        from theatrum.consortium.onboarding.gates import Gate  # app ready
        from theatrum.consortium.onboarding.sessions import actions, queries, slides  # app ready
        from theatrum.consortium.onboarding.sessions.heard import facts_of  # app ready
        from theatrum.repository.files import associations  # app ready

        facts.register(Gate.SESSIONS, facts_of)
        associations.register(slides.SLIDES, slides.downloadable)
        sight.register(actions.SUBJECT, queries.seen_keys)
