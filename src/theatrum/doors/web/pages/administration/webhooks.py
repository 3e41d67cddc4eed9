"""Webhooks: programs elsewhere that are told of events, and the log of what was sent to them."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from theatrum.consortium.centers.sight import require_dcc_administrator
from theatrum.consortium.events.topics import TOPICS
from theatrum.consortium.notices.webhooks import actions, signing
from theatrum.consortium.notices.webhooks.actions import LONGEST_NAME, WebhookFields
from theatrum.consortium.notices.webhooks.models import LONGEST_URL, Webhook
from theatrum.doors.web import viewer
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.errors import DomainError

PAGE = 50


class WebhookForm(forms.Form):
    """Where events go, and which."""

    name = forms.CharField(label="Name", max_length=LONGEST_NAME, help_text="How you call it here.")
    url = forms.CharField(
        label="Address",
        max_length=LONGEST_URL,
        widget=forms.URLInput,
        help_text="https://… of the receiver. Addresses of our own network are refused.",
    )
    topics = forms.MultipleChoiceField(
        label="Told of",
        choices=[(key, topic.name) for key, topic in TOPICS.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="None chosen means all.",
    )

    def fields_wanted(self) -> WebhookFields:
        """Return what was filled in."""
        data = self.cleaned_data
        return WebhookFields(data["name"], data["url"], data["topics"])


@viewer.signed_in
@never_cache
def listing(request: HttpRequest) -> HttpResponseBase:
    """List webhooks, and set one up: its secret is in this one answer and nowhere else."""
    actor = viewer.actor(request)
    require_dcc_administrator(actor, to="see webhooks")
    form = WebhookForm(request.POST or None)
    made: Webhook | None = None
    if request.method == "POST" and form.is_valid():
        try:
            with writing():
                made = actions.create_webhook(actor=actor, fields=form.fields_wanted())
        except DomainError as error:
            form.add_error("url", str(error))
    values = {
        "webhooks": Webhook.objects.order_by("name", "pk"),
        "form": form if made is None else WebhookForm(),
        "made": made,
        "secret": "" if made is None else signing.secret_of(made),
    }
    return render(request, "administration/webhooks.html", values)


@viewer.signed_in
@never_cache
def webhook(request: HttpRequest, webhook_id: int) -> HttpResponseBase:
    """Show a webhook with its log, and change it."""
    actor = viewer.actor(request)
    found = actions.get_webhook(actor, webhook_id)
    form = WebhookForm(request.POST or None, initial=_initial(found))
    if request.method == "POST" and form.is_valid():
        try:
            with writing():
                actions.change_webhook(actor=actor, webhook_id=webhook_id, fields=form.fields_wanted())
        except DomainError as error:
            form.add_error("url", str(error))
        else:
            messages.success(request, "The webhook is changed.")
            return _back(webhook_id)
    return _shown(request, found, form)


@viewer.signed_in
@require_POST
@never_cache
def renew(request: HttpRequest, webhook_id: int) -> HttpResponseBase:
    """Give a webhook another secret, and show it in this one answer."""
    with writing():
        found = actions.renew_secret(actor=viewer.actor(request), webhook_id=webhook_id)
    return _shown(request, found, WebhookForm(initial=_initial(found)), secret=signing.secret_of(found))


@viewer.signed_in
@require_POST
def delete(request: HttpRequest, webhook_id: int) -> HttpResponseBase:
    """Delete a webhook with its log."""
    with writing():
        actions.delete_webhook(actor=viewer.actor(request), webhook_id=webhook_id)
    messages.success(request, "The webhook is deleted.")
    return HttpResponseRedirect(reverse("administration_webhooks"))


@viewer.signed_in
@require_POST
def act(request: HttpRequest, webhook_id: int) -> HttpResponseBase:
    """Test a webhook, turn it on or off, or send a delivery again."""
    actor, verb = viewer.actor(request), request.POST.get("do", "")
    with writing():
        if verb in {"on", "off"}:
            actions.switch_webhook(actor=actor, webhook_id=webhook_id, is_on=verb == "on")
            return _back(webhook_id)
        if verb == "test":
            actions.test_webhook(actor=actor, webhook_id=webhook_id)
        elif (number := verb.removeprefix("resend-")).isdecimal() and len(number) < 19:
            actions.resend(actor=actor, webhook_id=webhook_id, delivery_id=int(number))
    messages.success(request, "It is on its way. Load this page again to see what came of it.")
    return _back(webhook_id)


def _shown(request: HttpRequest, found: Webhook, form: WebhookForm, *, secret: str = "") -> HttpResponseBase:
    log = found.deliveries.select_related("event").order_by("-made_on", "-pk")
    page = Paginator(log, PAGE).get_page(request.GET.get("page"))
    values = {
        "webhook": found,
        "form": form,
        "page": page,
        "secret": secret,
        "topics": {key: topic.name for key, topic in TOPICS.items()},
    }
    return render(request, "administration/webhook.html", values)


def _initial(found: Webhook) -> dict[str, object]:
    return {"name": found.name, "url": found.url, "topics": found.topics}


def _back(webhook_id: int) -> HttpResponseBase:
    return HttpResponseRedirect(reverse("administration_webhook", args=[webhook_id]))
