"""The living page of the design: every component in every state. Shown in samples and with debug only."""

from types import SimpleNamespace

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render

from theatrum.drivers import installation


class SampleForm(forms.Form):
    """One field of each sort."""

    name = forms.CharField(help_text="A help text stands under its field.")
    kind = forms.ChoiceField(label="Kind", choices=[("a", "Biopsy"), ("b", "Resection")])
    note = forms.CharField(widget=forms.Textarea, required=False)
    agree = forms.BooleanField(label="I have read it", help_text="A single choice.")
    scopes = forms.MultipleChoiceField(
        label="Several of", choices=[("v", "View"), ("m", "Modify")], widget=forms.CheckboxSelectMultiple
    )


def design(request: HttpRequest) -> HttpResponseBase:
    """Show the components."""
    settings = installation.settings()
    if not (settings.demo or settings.debug):
        raise Http404
    wrong = SampleForm({"name": "", "kind": "z"})
    wrong.is_valid()
    messages.success(request, "Saved. This is how a success is told.")
    messages.warning(request, "A warning says what may go wrong.")
    messages.error(request, "An error says what went wrong and what to do.")
    values = {
        "trail": [("Projects", "#"), ("Center 1", "#"), ("v8_ingest", "#"), ("Design", "")],
        "tabs": [("Files", "#", True), ("Records", "#", False), ("Validation", "#", False)],
        "form": SampleForm(),
        "wrong": wrong,
        "problems": _PROBLEMS,
        "nodes": _TREE,
        "rows": _ROWS,
    }
    return render(request, "pages/design.html", values)


_PROBLEMS = [
    {
        "where": "FILE_FORMAT",
        "severity": "error",
        "message": "“fastq.gz” is not one of the permissible values.",
        "fix": "Choose “fastq”, which is nearest to it.",
    },
    {
        "where": "PARENT_ID",
        "severity": "warning",
        "message": "C1_1_12 has not been submitted yet.",
        "fix": "Nothing, if the biospecimen follows. The release cannot be staged without it.",
    },
]
_ROWS = [
    ("C1_1_1_L1_R1.fastq", "valid", "2.1 GB", "2026-11-02"),
    ("C1_1_1_L1_R2.fastq", "invalid", "2.0 GB", "2026-11-02"),
    ("C1_1_2_L1_R1.fastq", "pending", "1.9 GB", "2026-11-03"),
    (
        "a_rather_long_file_name_that_nobody_would_choose_but_somebody_did_2026_11_03_final_final.fastq",
        "unknown",
        "0 B",
        "",
    ),
]


def _node(icon: str, label: str, status: str = "", *children: SimpleNamespace) -> SimpleNamespace:
    note = f"{len(children)} items" if children else ""
    return SimpleNamespace(
        icon=icon, label=label, url="#", status=status, note=note, is_open=True, children=list(children)
    )


_TREE = [
    _node(
        "project",
        "Center 1",
        "",
        _node(
            "folder",
            "v8_ingest",
            "",
            _node(
                "folder",
                "scRNA_seq",
                "invalid",
                _node("file", "R1.fastq", "valid"),
                _node("file", "R2.fastq", "invalid"),
            ),
            _node("records", "Demographics", "pending"),
        ),
        _node("folder", "v8_release"),
    )
]
