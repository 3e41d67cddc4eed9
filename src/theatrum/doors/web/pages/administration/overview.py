"""The first page of administration: a card for each of its pages."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from theatrum.doors.web import viewer


@viewer.staff_only
def overview(request: HttpRequest) -> HttpResponseBase:
    """Show what there is to administer."""
    return render(request, "administration/overview.html")
