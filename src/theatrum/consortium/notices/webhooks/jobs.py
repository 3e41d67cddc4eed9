"""The jobs of webhooks."""

from theatrum.consortium.notices.webhooks import sending
from theatrum.drivers.jobs.registry import Lane, job

job(sending.FAN_OUT)(sending.fan_out)
# A receiver that does not answer holds up other long work only, never an e-mail.
job(sending.SEND, lane=Lane.LONG)(sending.send)
