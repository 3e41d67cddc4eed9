"""Mail that comes in: kept for good before it is acknowledged, then given to a job of a room above."""

from collections.abc import Callable

from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs import outbox
from theatrum.drivers.mail.models import IncomingMail
from theatrum.kernel import clock

Accepts = Callable[[str], bool]

_takers: list[tuple[Accepts, str]] = []


def register(accepts: Accepts, job: str) -> None:
    """Have mail to addresses that ``accepts`` knows given to a job, which gets ``mail_id``."""
    if (accepts, job) not in _takers:
        _takers.append((accepts, job))


def is_known(address: str) -> bool:
    """Tell whether mail to an address is taken."""
    return any(accepts(address) for accepts, _ in _takers)


def keep(*, sender: str, recipients: list[str], content: bytes) -> int:
    """Keep a mail and want its job, in a transaction of its own; returns its number."""
    jobs = [job for accepts, job in _takers if any(accepts(address) for address in recipients)]
    with writing():
        mail = IncomingMail.objects.create(
            sender=sender[:254], recipients=recipients, content=content, size=len(content), received_on=clock.now()
        )
        for job in jobs:
            outbox.later(job, mail_id=mail.pk)
    return mail.pk
