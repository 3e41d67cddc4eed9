"""How much may come from outside: from one place, and from everywhere together."""

import hashlib
import hmac
from datetime import timedelta

from theatrum.consortium.helpdesk.errors import TooManyReports
from theatrum.consortium.helpdesk.models import Knock
from theatrum.drivers import installation
from theatrum.kernel import clock

SPAN = timedelta(hours=1)
MOST_FROM_ONE = 5
MOST_FROM_ALL = 60


def knock(place: str) -> None:
    """Count something from outside, by an address of the network or of mail, of which a keyed hash is kept.

    Raises TooManyReports.
    """
    if reason := why_not(place):
        raise TooManyReports(reason=reason)
    Knock.objects.create(sign=_sign(place), on=clock.now())


def why_not(place: str) -> str:
    """Say why nothing more is taken from a place now; nothing where it is."""
    recent = Knock.objects.filter(on__gt=clock.now() - SPAN)
    if recent.filter(sign=_sign(place)).count() >= MOST_FROM_ONE:
        return f"{MOST_FROM_ONE} reports came from you within an hour: these are looked at first."
    return "More reports come in now than anybody can read." if recent.count() >= MOST_FROM_ALL else ""


def _sign(place: str) -> str:
    return hmac.new(installation.secret("knocks"), place.encode(), hashlib.sha256).hexdigest()
