"""What an edit of the profile would change: a folder as ZIP, or one file of it. Nothing is put in force."""

from itertools import groupby
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from theatrum.checks.revision.unpacking import MOST_PACKED, unpack
from theatrum.consortium.profile import editing
from theatrum.consortium.releases.foreseeing import Foreseen, foresee
from theatrum.doors.web import viewer
from theatrum.drivers import installation
from theatrum.kernel.errors import DomainError

_MOST_TEXT = 2_000_000
_AREAS = {
    "consortium": "Consortium",
    "terms_of_service": "Terms of service",
    "access": "Access",
    "models": "Data models",
    "onboarding": "Gates and agreement",
}


class ArchiveForm(forms.Form):
    """A whole profile."""

    archive = forms.FileField(
        label="Profile folder as ZIP",
        help_text="With profile.yaml at its top, or in its one folder. At most 20 MB.",
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
    )

    def clean_archive(self) -> "UploadedFile[bytes]":
        """Refuse by size before anything is read."""
        archive: UploadedFile[bytes] = self.cleaned_data["archive"]
        if (archive.size or 0) > MOST_PACKED:
            raise forms.ValidationError("The archive is larger than 20 MB. A profile is text: leave the rest out.")
        return archive


class FileForm(forms.Form):
    """One file of the profile, written anew."""

    field_order = ("file", "text")
    text = forms.CharField(
        label="Its new content",
        strip=False,
        max_length=_MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 20, "spellcheck": "false", "autocapitalize": "off", "class": "code"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(name, name) for name in editing.files_in_force()]
        self.fields["file"] = forms.ChoiceField(label="File", choices=names)
        self.order_fields(self.field_order)


@viewer.staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest) -> HttpResponseBase:
    """Ask for an edit; by POST read it, compare it, and say what it would do to what is stored."""
    is_archive = "archive" in request.FILES or request.POST.get("kind") == "archive"
    chosen = request.GET.get("file", "profile.yaml")
    chosen = chosen if chosen in editing.files_in_force() else "profile.yaml"
    archive = ArchiveForm(request.POST, request.FILES) if request.method == "POST" and is_archive else ArchiveForm()
    file = FileForm(
        request.POST if request.method == "POST" and not is_archive else None,
        initial={"file": chosen, "text": editing.text_in_force(chosen)},
    )
    values: dict[str, object] = {"archive": archive, "file": file, "place": installation.settings().profile}
    form: forms.Form = archive if is_archive else file
    if request.method == "POST" and form.is_valid():
        try:
            values["areas"] = _areas(_read(form))
            values["is_read"] = True
        except DomainError as error:
            form.add_error("archive" if is_archive else "text", str(error))
    return render(request, "administration/profile_edit.html", values)


def _read(form: forms.Form) -> tuple[Foreseen, ...]:
    if isinstance(form, ArchiveForm):
        files, is_whole = unpack(form.cleaned_data["archive"].read()), True
    else:
        text = form.cleaned_data["text"].replace("\r\n", "\n")
        files, is_whole = {form.cleaned_data["file"]: text.encode("utf-8", "replace")}, False
    return foresee(editing.read(files, is_whole=is_whole))


def _areas(found: tuple[Foreseen, ...]) -> list[tuple[str, list[Foreseen]]]:
    grouped = groupby(found, key=lambda one: one.change.area)
    return [(_AREAS.get(area, area.replace("_", " ").capitalize()), list(ones)) for area, ones in grouped]
