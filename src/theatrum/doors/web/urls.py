"""Addresses of the pages."""

from django.urls import include, path
from django.views.generic import RedirectView

from theatrum.doors.web.pages import design, invitations, settings, start, terms
from theatrum.doors.web.pages.administration import audit, mail, people
from theatrum.doors.web.pages.administration import terms as administered_terms

urlpatterns = [
    path("", start.home, name="home"),
    # allauth's own overview of second factors; ours shows passkeys and sessions beside them.
    path("account/2fa/", RedirectView.as_view(pattern_name="settings_security")),
    path("account/", include("allauth.urls")),
    path("settings", settings.profile, name="settings_profile"),
    path("settings/security", settings.security, name="settings_security"),
    path("settings/tokens", settings.token_list, name="settings_tokens"),
    path("settings/tokens/<int:token_id>/revoke", settings.revoke, name="settings_token_revoke"),
    path("terms", terms.terms, name="terms"),
    path("terms/accept", terms.accept, name="terms_accept"),
    path("invitations/<str:secret>", invitations.accept, name="invitation"),
    path("administration/people", people.listing, name="administration_people"),
    path("administration/people/invite", people.invite, name="administration_invite"),
    path("administration/people/<int:user_id>", people.person, name="administration_person"),
    path("administration/people/<int:user_id>/change", people.change, name="administration_change"),
    path("administration/invitations/<int:invitation_id>/revoke", people.revoke, name="administration_revoke"),
    path("administration/mail", mail.listing, name="administration_mail"),
    path("administration/mail/<str:name>/discard", mail.discard, name="administration_mail_discard"),
    path("administration/audit", audit.listing, name="administration_audit"),
    path("administration/terms", administered_terms.publish, name="administration_terms"),
    path("design", design.design, name="design"),
]
