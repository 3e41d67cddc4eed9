"""Events to webhooks: a delivery each, tried with growing waits; a webhook that never takes any is turned off."""

from datetime import datetime, timedelta

from theatrum.consortium.events.actions import publish
from theatrum.consortium.events.models import Event
from theatrum.consortium.notices.webhooks import signing
from theatrum.consortium.notices.webhooks.bodies import body_of
from theatrum.consortium.notices.webhooks.models import Delivery, DeliveryState, Webhook
from theatrum.consortium.notices.webhooks.posting import post
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs import outbox
from theatrum.kernel import clock
from theatrum.kernel.ids import new_etag
from theatrum.repository.accounts.principals import OPERATOR_ID

FAN_OUT = "webhooks.fan_out"
SEND = "webhooks.send"
# After each failure; when they are used up the delivery has failed.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 720, 1440))
# A webhook that took nothing for so long is turned off.
GIVE_UP_AFTER = timedelta(days=5)


def fan_out(event_id: int) -> int:
    """Make the deliveries of an event, once; returns how many are new. Opens its own transaction."""
    event = Event.objects.filter(pk=event_id).first()
    if event is None:
        return 0
    with writing():
        Event.objects.select_for_update().filter(pk=event_id).first()
        had = set(Delivery.objects.filter(event=event).values_list("webhook_id", flat=True))
        on = Webhook.objects.filter(is_on=True).exclude(pk__in=had).order_by("pk")
        wanted = [webhook for webhook in on if not webhook.topics or event.topic in webhook.topics]
        for webhook in wanted:
            want(webhook, event)
    return len(wanted)


def want(webhook: Webhook, event: Event | None) -> Delivery:
    """Make a delivery inside the open transaction, and have it sent."""
    moment = clock.now()
    made = Delivery.objects.create(webhook=webhook, event=event, message_id=f"msg_{new_etag()}", made_on=moment)
    outbox.later(SEND, key=str(made.pk), delivery_id=made.pk)
    return made


def send(delivery_id: int) -> bool:
    """Try a delivery that waits, and write down what came of it; tells whether it was taken.

    The receiver may get a message twice (should this process die before it has written): it knows it by its id.
    """
    found = Delivery.objects.select_related("webhook", "event").filter(pk=delivery_id).first()
    if found is None or found.state != DeliveryState.WAITING or not found.webhook.is_on:
        return False
    body, moment = body_of(found.event), clock.now()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Theatrum-Webhook/1",
        **signing.headers_for(found.webhook, message_id=found.message_id, moment=int(moment.timestamp()), body=body),
    }
    status, problem = post(found.webhook.url, body=body, headers=headers)
    with writing():
        _note(delivery_id, moment, status=status, problem=problem)
    return not problem


def _note(delivery_id: int, moment: datetime, *, status: int | None, problem: str) -> None:
    found = Delivery.objects.select_for_update(of=("self",)).select_related("webhook").get(pk=delivery_id)
    found.attempts += 1
    found.tried_on, found.status, found.problem, found.next_on = moment, status, problem[:300], None
    if not problem:
        found.state = DeliveryState.TAKEN
        Webhook.objects.filter(pk=found.webhook_id).update(failing_since=None)
    elif found.attempts > len(WAITS):
        found.state = DeliveryState.FAILED
        _note_failing(found.webhook, moment)
    else:
        wait = WAITS[found.attempts - 1]
        found.next_on = moment + wait
        outbox.later(SEND, key=str(found.pk), wait=wait, delivery_id=found.pk)
        _note_failing(found.webhook, moment)
    found.save()


def _note_failing(webhook: Webhook, moment: datetime) -> None:
    mine = Webhook.objects.select_for_update().get(pk=webhook.pk)
    if mine.failing_since is None:
        mine.failing_since = moment
    elif mine.is_on and moment - mine.failing_since > GIVE_UP_AFTER:
        mine.is_on, mine.given_up_on = False, moment
        days = GIVE_UP_AFTER.days
        publish(
            topic="webhook",
            people=[mine.made_by],
            title=f"The webhook “{mine.name}” is turned off",
            text=f"Its receiver has taken nothing for {days} days. See why on its page, then turn it on again.",
            link=_link(mine),
            by=OPERATOR_ID,
        )
    mine.save(update_fields=["failing_since", "is_on", "given_up_on"])


def _link(webhook: Webhook) -> str:
    return f"/administration/webhooks/{webhook.pk}"
