"""Gates of all centers and people: who is stopped by what, and excuses with their end."""

from datetime import UTC, datetime, time, timedelta

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from theatrum.consortium.centers.queries import find_center
from theatrum.consortium.onboarding import excuses, stopping
from theatrum.consortium.onboarding.excuses import LONGEST_REASON, Whom
from theatrum.consortium.onboarding.gates import Gate
from theatrum.consortium.onboarding.models import Excuse, Subject
from theatrum.consortium.onboarding.stopping import Group
from theatrum.consortium.onboarding.wording import fields, filled
from theatrum.consortium.profile.queries import in_force
from theatrum.doors.web import viewer
from theatrum.drivers.db.transactions import writing
from theatrum.kernel import clock
from theatrum.kernel.errors import DomainError, InvalidRequest
from theatrum.repository.accounts import queries as accounts
from theatrum.repository.accounts.models import User

_A_PAGE = 50
_DAYS = 30


class _Day(forms.DateInput):
    input_type = "date"


class ExcuseForm(forms.Form):
    """Whom to excuse from which gate, why, and until when."""

    whom = forms.CharField(
        label="Person or center", max_length=150, help_text="A user name, or the id of a center such as HTA201."
    )
    gate = forms.ChoiceField(label="Gate")
    reason = forms.CharField(
        label="Reason",
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="It is shown beside the gate, and kept.",
    )
    until = forms.DateField(label="Last day", widget=_Day, help_text="From the day after the gate stops them again.")

    def __init__(self, data: object = None) -> None:
        day = clock.now().date() + timedelta(days=_DAYS)
        super().__init__(data, initial={"until": day.isoformat()})  # type: ignore[arg-type]  # what a request sent
        self.fields["gate"].choices = _choices()  # type: ignore[attr-defined]  # the field has choices

    def excuse(self, request: HttpRequest) -> Excuse:
        """Store what was filled in. Raises what ``excuse_gate`` raises, InvalidRequest for nobody that there is."""
        data = self.cleaned_data
        whom = _whom(data["whom"].strip())
        reason = excuses.draft_reason(data["reason"])
        until = datetime.combine(data["until"] + timedelta(days=1), time(), tzinfo=UTC)
        with writing():
            return excuses.excuse_gate(
                actor=viewer.actor(request), subject=whom, gate=Gate(data["gate"]), reason=reason, until=until
            )


@viewer.staff_only
def gates(request: HttpRequest) -> HttpResponseBase:
    """Show who is stopped, one gate in detail if it is named, and the excuses in force; take a new excuse."""
    form = ExcuseForm(request.POST or None)
    may_excuse = excuses.is_excuser(viewer.actor(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = form.excuse(request)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"Excused until {made.until - timedelta(seconds=1):%Y-%m-%d}.")
            return HttpResponseRedirect(reverse("administration_gates"))
    groups = stopping.stopped()
    chosen = next((one for one in groups if one.rule.gate.value == request.GET.get("gate")), None)
    there = list(excuses.in_effect())
    values = {
        "groups": groups,
        "chosen": chosen,
        **(_page(request, chosen) if chosen else {}),
        "excuses": [(one, _subject_name(one)) for one in there],
        "names": accounts.names(_numbers(there)),
        "gate_names": dict(_choices()),
        "form": form,
        "may_excuse": may_excuse,
        "has_gates": in_force().onboarding is not None,
    }
    return render(request, "administration/gates.html", values)


@viewer.staff_only
@require_POST
def end(request: HttpRequest, excuse_id: int) -> HttpResponseBase:
    """End an excuse at once."""
    found = Excuse.objects.filter(pk=excuse_id).first()
    if found is None:
        raise InvalidRequest(reason=f"There is no excuse {excuse_id}.")
    with writing():
        excuses.end_excuse(
            actor=viewer.actor(request),
            subject=Whom(Subject(found.subject_kind), found.subject_id),
            gate=Gate(found.gate),
        )
    messages.success(request, "The excuse has ended: the gate stops them again.")
    return HttpResponseRedirect(reverse("administration_gates"))


def _page(request: HttpRequest, group: Group) -> dict[str, object]:
    page = Paginator(range(group.count), _A_PAGE).get_page(request.GET.get("page"))
    shown = stopping.ids_of(group, start=(page.number - 1) * _A_PAGE, most=_A_PAGE)
    if group.kind == Subject.CENTER:
        return {"page": page, "shown": shown}
    people = User.objects.in_bulk([int(one) for one in shown])
    return {"page": page, "shown": [people[int(one)] for one in shown if int(one) in people]}


def _choices() -> list[tuple[str, str]]:
    onboarding = in_force().onboarding
    if onboarding is None:
        return []
    wording = fields(in_force(), "", None, "") | {"{center}": "the center"}
    rules = (*onboarding.person, *onboarding.center)
    return [(rule.gate.value, filled(rule.name, wording)) for rule in rules]


def _whom(text: str) -> Whom:
    if find_center(in_force(), text) is not None:
        return Whom.center(text)
    return Whom.person(accounts.find_user_by_name(text).pk)


def _subject_name(one: Excuse) -> int | str:
    return int(one.subject_id) if one.subject_kind == Subject.PERSON else one.subject_id


def _numbers(found: list[Excuse]) -> set[int]:
    people = {int(one.subject_id) for one in found if one.subject_kind == Subject.PERSON}
    return people | {one.made_by for one in found}
