"""Addresses of what a center submits: its home, plans, exceptions and attestations."""

from django.urls import path

from theatrum.doors.web.pages.centers import attestations, exceptions, home, planned

urlpatterns = [
    path("centers/<str:center_id>", home.home, name="center"),
    path("centers/<str:center_id>/submission", home.act, name="center_submission"),
    path("centers/<str:center_id>/planned", planned.planned, name="center_planned"),
    path("centers/<str:center_id>/planned/new", planned.new, name="center_planned_new"),
    path("centers/<str:center_id>/planned/<int:number>", planned.plan, name="center_planned_change"),
    path("centers/<str:center_id>/planned/<int:number>/act", planned.act, name="center_planned_act"),
    path("centers/<str:center_id>/exceptions", exceptions.listing, name="center_exceptions"),
    path("centers/<str:center_id>/exceptions/new", exceptions.new, name="center_exception_new"),
    path("centers/<str:center_id>/exceptions/<int:number>", exceptions.exception, name="center_exception"),
    path("centers/<str:center_id>/exceptions/<int:number>/act", exceptions.act, name="center_exception_act"),
    path("centers/<str:center_id>/attestations", attestations.attestations, name="center_attestations"),
    path("centers/<str:center_id>/attestations/act", attestations.act, name="center_attestations_act"),
]
