"""What administrators do with webhooks."""

from collections.abc import Collection
from dataclasses import dataclass

from theatrum.consortium.centers.sight import require_dcc_administrator
from theatrum.consortium.events.topics import TOPICS
from theatrum.consortium.notices.errors import DeliveryNotFound, TopicNotFound, WebhookIsInvalid, WebhookNotFound
from theatrum.consortium.notices.webhooks import guarding, sending, signing
from theatrum.consortium.notices.webhooks.models import Delivery, DeliveryState, Webhook
from theatrum.drivers.jobs import outbox
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor
from theatrum.repository.audit import actions as audit

LONGEST_NAME = 100
_TO = "set up webhooks"


@dataclass(frozen=True)
class WebhookFields:
    """What an administrator says of a webhook."""

    name: str
    url: str
    topics: Collection[str] = ()


def create_webhook(*, actor: Actor, fields: WebhookFields) -> Webhook:
    """Set up a webhook; ``signing.secret_of`` has its secret. Raises as ``change_webhook``."""
    require_dcc_administrator(actor, to=_TO)
    _require_valid(fields)
    webhook = Webhook.objects.create(
        name=fields.name.strip(),
        url=fields.url.strip(),
        topics=sorted(set(fields.topics)),
        salt=signing.new_salt(),
        made_by=actor.id,
        made_on=clock.now(),
    )
    _remember(actor, webhook, "webhook_created")
    return webhook


def change_webhook(*, actor: Actor, webhook_id: int, fields: WebhookFields) -> Webhook:
    """Change name, address and topics. Raises NotEntitled, WebhookNotFound, WebhookIsInvalid, AddressIsRefused."""
    webhook = get_webhook(actor, webhook_id)
    _require_valid(fields)
    webhook.name, webhook.url = fields.name.strip(), fields.url.strip()
    webhook.topics = sorted(set(fields.topics))
    webhook.save(update_fields=["name", "url", "topics"])
    _remember(actor, webhook, "webhook_changed")
    return webhook


def switch_webhook(*, actor: Actor, webhook_id: int, is_on: bool) -> Webhook:
    """Turn a webhook on or off; on again, it has as long as a new one. Raises NotEntitled, WebhookNotFound."""
    webhook = get_webhook(actor, webhook_id)
    webhook.is_on, webhook.failing_since, webhook.given_up_on = is_on, None, None
    webhook.save(update_fields=["is_on", "failing_since", "given_up_on"])
    if is_on:
        # Their jobs found it off, and ended.
        for delivery in webhook.deliveries.filter(state=DeliveryState.WAITING):
            outbox.later(sending.SEND, key=str(delivery.pk), delivery_id=delivery.pk)
    _remember(actor, webhook, "webhook_switched")
    return webhook


def renew_secret(*, actor: Actor, webhook_id: int) -> Webhook:
    """Give a webhook another secret; the old one signs nothing any more. Raises NotEntitled, WebhookNotFound."""
    webhook = get_webhook(actor, webhook_id)
    webhook.salt = signing.new_salt()
    webhook.save(update_fields=["salt"])
    _remember(actor, webhook, "webhook_secret_renewed")
    return webhook


def delete_webhook(*, actor: Actor, webhook_id: int) -> None:
    """Delete a webhook with its log. Raises NotEntitled, WebhookNotFound."""
    webhook = get_webhook(actor, webhook_id)
    _remember(actor, webhook, "webhook_deleted")
    webhook.delete()


def test_webhook(*, actor: Actor, webhook_id: int) -> Delivery:
    """Send a message that says nothing. Raises NotEntitled, WebhookNotFound, WebhookIsInvalid where it is off."""
    webhook = get_webhook(actor, webhook_id)
    if not webhook.is_on:
        raise WebhookIsInvalid(reason="The webhook is off. Turn it on first.")
    return sending.want(webhook, None)


def resend(*, actor: Actor, webhook_id: int, delivery_id: int) -> Delivery:
    """Send a delivery again that was taken or has failed, with all its attempts.

    Raises NotEntitled, WebhookNotFound, DeliveryNotFound, WebhookIsInvalid.
    """
    webhook = get_webhook(actor, webhook_id)
    if not webhook.is_on:
        raise WebhookIsInvalid(reason="The webhook is off. Turn it on first.")
    delivery = webhook.deliveries.select_for_update().filter(pk=delivery_id).first()
    if delivery is None:
        raise DeliveryNotFound(id=delivery_id)
    delivery.state, delivery.attempts, delivery.next_on = DeliveryState.WAITING, 0, None
    delivery.save(update_fields=["state", "attempts", "next_on"])
    outbox.later(sending.SEND, key=str(delivery.pk), delivery_id=delivery.pk)
    return delivery


def get_webhook(actor: Actor, webhook_id: int) -> Webhook:
    """Return a webhook to an administrator. Raises NotEntitled, WebhookNotFound."""
    require_dcc_administrator(actor, to=_TO)
    webhook = Webhook.objects.filter(pk=webhook_id).first()
    if webhook is None:
        raise WebhookNotFound(id=webhook_id)
    return webhook


def _require_valid(fields: WebhookFields) -> None:
    if not 0 < len(fields.name.strip()) <= LONGEST_NAME:
        raise WebhookIsInvalid(reason=f"A webhook needs a name of up to {LONGEST_NAME} characters.")
    for key in fields.topics:
        if key not in TOPICS:
            raise TopicNotFound(topic=key)
    guarding.parse_target(fields.url.strip())


def _remember(actor: Actor, webhook: Webhook, action: str) -> None:
    # An address may hold a token of the receiver's: it is not written into the log.
    after = {"name": webhook.name, "topics": webhook.topics, "isOn": webhook.is_on}
    audit.record(actor.id, action, subject_kind="webhook", subject_id=webhook.pk, after=after)
