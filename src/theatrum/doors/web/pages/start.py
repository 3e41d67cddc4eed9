"""The start page, for people who are signed in and for those who are not yet."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render


def home(request: HttpRequest) -> HttpResponseBase:
    """Show what this place is and the ways in."""
    return render(request, "pages/home.html")
