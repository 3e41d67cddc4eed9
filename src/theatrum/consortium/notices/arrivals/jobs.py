"""The jobs of arrivals, and what workers look after for them."""

from theatrum.consortium.notices.arrivals import following, resting
from theatrum.drivers.jobs import rounds
from theatrum.drivers.jobs.registry import job

job(following.FOLLOW)(following.follow)
job(resting.REST)(resting.rest)
rounds.register(following.look_after)
rounds.register(resting.look_after)
