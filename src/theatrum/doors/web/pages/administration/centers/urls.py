"""The addresses of administering centers."""

from django.urls import path

from theatrum.doors.web.pages.administration.centers import (
    acting,
    adding,
    admission,
    agreement,
    center,
    decision,
    guiding,
    houses,
    listing,
)

_CENTER = "administration/centers/<str:center_id>"
_AGREEMENT = "administration/agreements/<int:agreement_id>"

urlpatterns = [
    path("administration/centers", listing.centers, name="administration_centers"),
    path("administration/centers/new", adding.add, name="administration_center_add"),
    path(_CENTER, center.center, name="administration_center"),
    path(f"{_CENTER}/activate", acting.activate, name="administration_center_activate"),
    path(f"{_CENTER}/suspend", acting.suspend, name="administration_center_suspend"),
    path(f"{_CENTER}/reactivate", acting.reactivate, name="administration_center_reactivate"),
    path(f"{_CENTER}/liaison", guiding.guide, name="administration_center_liaison"),
    path(f"{_CENTER}/absence", guiding.absence, name="administration_center_absence"),
    path(f"{_CENTER}/absence/<int:absence_id>/end", guiding.end_absence, name="administration_absence_end"),
    path(f"{_CENTER}/institutions", houses.houses, name="administration_center_houses"),
    path(f"{_CENTER}/admission", admission.change, name="administration_center_admission"),
    path(f"{_CENTER}/decisions/new", decision.record, name="administration_decision_new"),
    path(f"{_CENTER}/decisions/new/<int:handle_id>", decision.record, name="administration_decision_with"),
    path(f"{_CENTER}/decisions/uploads", decision.upload, name="administration_decision_upload"),
    path(f"{_CENTER}/decisions/files", decision.begin, name="administration_decision_begin"),
    path("decisions/<int:decision_id>/download", decision.download, name="decision_download"),
    path(f"{_CENTER}/agreements/new", agreement.new, name="administration_agreement_new"),
    path(_AGREEMENT, agreement.agreement, name="administration_agreement"),
    path(f"{_AGREEMENT}/act", agreement.act, name="administration_agreement_act"),
    path(f"{_AGREEMENT}/uploads", agreement.upload, name="administration_agreement_upload"),
    path(f"{_AGREEMENT}/files", agreement.begin, name="administration_agreement_begin"),
    path(f"{_AGREEMENT}/execute/<int:handle_id>", agreement.execute, name="administration_agreement_execute"),
    path("agreements/<int:agreement_id>/download", agreement.download, name="agreement_download"),
]
