"""The page that turns dates into ages, in the browser alone: the server never sees a date."""

import re

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from theatrum.checks.dates.problems import TOLD
from theatrum.consortium.centers.queries import known_centers
from theatrum.consortium.profile.queries import in_force

# What a column can be; those of the second list become an attribute.
_ROLES = (
    ("stay", "stays as it is"),
    ("birth", "date of birth"),
    ("person", "whose row it is"),
    ("date", "a date, becomes:"),
    ("index", "date that days or months are counted from"),
    ("index_age", "age in days that they are counted from"),
    ("days", "days since that day, become:"),
    ("months", "months since that day, become:"),
    ("keep", "stays, and may hold dates"),
    ("drop", "is left out"),
)


def dates(request: HttpRequest) -> HttpResponseBase:
    """Show the page, to anybody."""
    profile = in_force()
    ages = profile.overlay.ages
    names = {
        name
        for model in profile.models.values()
        for component in model.components.values()
        for name in component.attributes
        if ages is not None and re.search(ages.attributes, name)
    }
    values = {
        "ages": ages,
        "roles": _ROLES,
        "targets": sorted(names),
        "words": TOLD,
        "centers": list(known_centers(profile)),
        "trail": [("Tools", "/tools"), ("Dates", "")],
    }
    return render(request, "tools/dates.html", values)
