"""Addresses of the register of requests for comments."""

from django.urls import path

from theatrum.doors.web.pages.rfcs import acting, listing, showing, writing

urlpatterns = [
    path("rfcs", listing.rfcs, name="rfcs"),
    path("rfcs/new", writing.new, name="rfc_new"),
    path("rfcs/<int:number>", showing.rfc, name="rfc"),
    path("rfcs/<int:number>/text", writing.text, name="rfc_text"),
    path("rfcs/<int:number>/compare", showing.compare, name="rfc_compare"),
    path("rfcs/<int:number>/comment", acting.comment, name="rfc_comment"),
    path("rfcs/<int:number>/act", acting.act, name="rfc_act"),
]
