"""The jobs of inboxes, and what workers look after for them."""

from theatrum.consortium.notices.inbox import digests, forgetting
from theatrum.consortium.notices.inbox.delivering import deliver_event
from theatrum.drivers.jobs import rounds
from theatrum.drivers.jobs.registry import Lane, job

DELIVER = "inbox.deliver_event"

job(DELIVER)(deliver_event)
job(digests.JOB)(digests.send_digest)
job(forgetting.JOB, lane=Lane.LONG)(forgetting.forget_events)
rounds.register(digests.look_after)
rounds.register(forgetting.look_after)
