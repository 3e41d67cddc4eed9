"""The list of tools, where somebody looks for them before submitting."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render


@dataclass(frozen=True)
class Tool:
    """A tool with a page of its own."""

    title: str
    url_name: str
    about: str


TOOLS = (
    Tool("Identifiers", "tools_identifiers", "What an identifier is, where it stands, and the next ones."),
    Tool("Templates", "tools_templates", "Empty tables to fill in, which begin with your center's identifiers."),
    Tool("Dates to ages in days", "tools_dates", "Count the days since birth in your browser; no date leaves it."),
    Tool("Files into folders", "tools_layout", "Where each file of a folder belongs, from its name. No file is sent."),
)  # fmt: skip


def overview(request: HttpRequest) -> HttpResponseBase:
    """Show the tools, to anybody."""
    return render(request, "tools/overview.html", {"tools": TOOLS})
