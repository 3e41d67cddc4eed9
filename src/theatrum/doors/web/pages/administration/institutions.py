"""Institutions: which there are, what they are called, and two that are one."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from theatrum.consortium.centers import agreements, housing, queries, sight
from theatrum.consortium.centers.merging import merge_institutions
from theatrum.consortium.centers.models import LONGEST_NAME, Agreement, CenterInstitution, Institution
from theatrum.consortium.profile.queries import in_force
from theatrum.doors.web import viewer
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.errors import DomainError
from theatrum.repository.access.permissions import Actor

_A_PAGE = 50


class InstitutionForm(forms.Form):
    """What it is called, and where it is."""

    name = forms.CharField(label="Name", max_length=LONGEST_NAME)
    place = forms.CharField(
        label="Place", required=False, max_length=LONGEST_NAME, help_text="For telling two of like names apart."
    )


class MergeForm(forms.Form):
    """Which other institution this one is."""

    into = forms.CharField(
        label="It is the same as",
        max_length=LONGEST_NAME,
        help_text="Begin to write to see those that are known.",
        widget=forms.TextInput(attrs={"list": "known-institutions", "autocomplete": "off"}),
    )

    def clean_into(self) -> Institution:
        """Find the other one by its name."""
        name: str = self.cleaned_data["into"]
        found = Institution.objects.filter(name__iexact=" ".join(name.split())).first()
        if found is None:
            raise forms.ValidationError("No institution has this name.")
        return found


@viewer.staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: HttpRequest) -> HttpResponseBase:
    """List institutions by name; by POST add one."""
    actor, fragment = viewer.actor(request), request.GET.get("q", "").strip()
    form = InstitutionForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _add(actor, form):
        messages.success(request, f"{form.cleaned_data['name']} is added.")
        return HttpResponseRedirect(reverse("administration_institutions"))
    page = Paginator(housing.institutions(fragment=fragment), _A_PAGE).get_page(request.GET.get("page"))
    covered = Agreement.objects.filter(agreements.in_effect(), institutions__in=[one.pk for one in page])
    values = {
        "page": page,
        "centers": _centers([one.pk for one in page]),
        "covered": set(covered.values_list("institutions", flat=True)),
        "fragment": fragment,
        "query": f"{urlencode({'q': fragment})}&" if fragment else "",
        "form": form,
        "may_change": sight.is_dcc_administrator(actor),
    }
    return render(request, "administration/institutions.html", values)


@viewer.staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def institution(request: HttpRequest, institution_id: int) -> HttpResponseBase:
    """Show an institution; by POST rename it, or merge it into another one."""
    actor, found = viewer.actor(request), get_object_or_404(Institution, pk=institution_id)
    is_merge = request.POST.get("what") == "merge"
    form = InstitutionForm(
        request.POST if request.method == "POST" and not is_merge else None,
        initial={"name": found.name, "place": found.place},
    )
    merge = MergeForm(request.POST if is_merge else None)
    if is_merge and merge.is_valid() and (kept := _merge(actor, institution_id, merge)) is not None:
        messages.success(request, f"{found.name} is {kept.name} now, for centers, people and agreements.")
        return HttpResponseRedirect(reverse("administration_institution", args=[kept.pk]))
    if form.is_bound and form.is_valid() and _rename(actor, institution_id, form):
        messages.success(request, "The institution is changed.")
        return HttpResponseRedirect(reverse("administration_institution", args=[institution_id]))
    values: dict[str, Any] = {
        "institution": found,
        "form": form,
        "merge": merge,
        "centers": _centers([found.pk]).get(found.pk, []),
        "agreements": found.agreements.order_by("-made_on"),
        "people": found.affiliations.filter(ended_on=None).select_related("user").order_by("center_id", "pk")[:_A_PAGE],
        "others": Institution.objects.exclude(pk=found.pk).order_by("name").values_list("name", flat=True),
        "may_change": sight.is_dcc_administrator(actor),
    }
    return render(request, "administration/institution.html", values)


def _centers(ids: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    placed = CenterInstitution.objects.filter(institution__in=ids).values_list("institution_id", "center_id")
    known = queries.known_centers(in_force())
    for number, center_id in sorted(placed, key=lambda one: queries.in_order(one[1])):
        if center_id in known:
            found.setdefault(number, []).append(center_id)
    return found


def _add(actor: Actor, form: InstitutionForm) -> bool:
    try:
        with writing():
            housing.add_institution(actor=actor, **form.cleaned_data)
    except DomainError as error:
        form.add_error("name", str(error))
        return False
    return True


def _rename(actor: Actor, institution_id: int, form: InstitutionForm) -> bool:
    try:
        with writing():
            housing.rename_institution(actor=actor, institution_id=institution_id, **form.cleaned_data)
    except DomainError as error:
        form.add_error("name", str(error))
        return False
    return True


def _merge(actor: Actor, institution_id: int, form: MergeForm) -> Institution | None:
    try:
        with writing():
            return merge_institutions(actor=actor, institution_id=institution_id, into_id=form.cleaned_data["into"].pk)
    except DomainError as error:
        form.add_error("into", str(error))
        return None
