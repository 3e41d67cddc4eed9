"""The addresses of what people are told, and of who tells it."""

from django.urls import path

from theatrum.doors.web.pages.administration import announcements, webhooks
from theatrum.doors.web.pages.notices import dismissing, inbox, message, preferences

_WEBHOOK = "administration/webhooks/<int:webhook_id>"
_ANNOUNCEMENTS = "administration/announcements"

urlpatterns = [
    path("inbox", inbox.inbox, name="inbox"),
    path("messages/<int:message_id>", message.message, name="message"),
    path("inbox/read", inbox.mark_all, name="inbox_mark_all"),
    path("inbox/<int:notice_id>", inbox.look, name="inbox_notice"),
    path("inbox/<int:notice_id>/mark", inbox.mark, name="inbox_mark"),
    path("settings/notices", preferences.settings, name="settings_notices"),
    path("notices/unsubscribe/<str:token>", preferences.end, name="notices_unsubscribe"),
    path("announcements/<int:announcement_id>/dismiss", dismissing.put_away, name="announcement_dismiss"),
    path("administration/webhooks", webhooks.listing, name="administration_webhooks"),
    path(_WEBHOOK, webhooks.webhook, name="administration_webhook"),
    path(f"{_WEBHOOK}/act", webhooks.act, name="administration_webhook_act"),
    path(f"{_WEBHOOK}/secret", webhooks.renew, name="administration_webhook_renew"),
    path(f"{_WEBHOOK}/delete", webhooks.delete, name="administration_webhook_delete"),
    path(_ANNOUNCEMENTS, announcements.listing, name="administration_announcements"),
    path(f"{_ANNOUNCEMENTS}/<int:announcement_id>/end", announcements.end, name="administration_announcement_end"),
]
