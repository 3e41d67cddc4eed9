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
    moment = clock.now()
    sign = hmac.new(installation.secret("knocks"), place.encode(), hashlib.sha256).hexdigest()
    recent = Knock.objects.filter(on__gt=moment - SPAN)
    if recent.filter(sign=sign).count() >= MOST_FROM_ONE:
        raise TooManyReports(reason=f"{MOST_FROM_ONE} reports came from you within an hour: these are looked at first.")
    if recent.count() >= MOST_FROM_ALL:
        raise TooManyReports(reason="More reports come in now than anybody can read.")
    Knock.objects.create(sign=sign, on=moment)
