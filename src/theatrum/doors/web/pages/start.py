"""The start page, for people who are signed in and for those who are not yet."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from theatrum.doors.web import viewer
from theatrum.doors.web.pages.entities import browse


def home(request: HttpRequest) -> HttpResponseBase:
    """Show the projects of whoever is signed in; to others, what this place is and the way in."""
    if viewer.account(request) is not None:
        return browse.projects(request)
    return render(request, "pages/home.html")
