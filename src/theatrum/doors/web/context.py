"""What every template knows: the installation, who looks at it, and the navigation."""

from importlib.metadata import version

from django.http import HttpRequest

from theatrum.consortium.helpdesk import queues
from theatrum.consortium.screening import people
from theatrum.doors.web import navigation, viewer
from theatrum.drivers import installation as installed
from theatrum.repository.accounts.models import User

NAME = "Theatrum"
VERSION = version("theatrum")


def installation(request: HttpRequest) -> dict[str, object]:
    """Return the values for Django's templates."""
    settings, user = installed.settings(), viewer.account(request)
    return {
        "installation": {
            "name": NAME,
            "version": VERSION,
            "base_url": settings.base_url,
            "is_demo": settings.demo,
            "has_design": settings.demo or settings.debug,
            "sends_mail": bool(settings.smtp_url),
        },
        "viewer": user,
        # The queue of "Report a problem"; empty where there is no help desk.
        "help_queue": queues.support().problems if queues.is_offered() else "",
        "navigation": navigation.links(
            request.path, user, is_reviewer=_is_reviewer(request, user), is_staff=viewer.is_staff(request)
        ),
    }


def _is_reviewer(request: HttpRequest, user: User | None) -> bool:
    return user is not None and people.is_on() and people.is_reviewer(viewer.actor(request))
