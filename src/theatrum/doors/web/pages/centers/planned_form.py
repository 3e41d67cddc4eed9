"""The form in which a center says what it will send."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django import forms

from theatrum.consortium.submissions.models import LONGEST_TEXT, LONGEST_TYPE, Plan
from theatrum.consortium.submissions.planning import Wanted

_UNITS = {"GB": 10**9, "TB": 10**12, "MB": 10**6, "B": 1}


class PlanForm(forms.Form):
    """What will come. Either a component is chosen, or another type of data is named."""

    component = forms.ChoiceField(required=False)
    data_type = forms.CharField(
        label="Another type of data",
        required=False,
        max_length=LONGEST_TYPE,
        help_text="Only where no component fits. It opens a ticket, and the DCC answers before you upload.",
    )
    number_of_files = forms.IntegerField(label="Files", required=False, min_value=0)
    size = forms.DecimalField(label="Size in all", required=False, min_value=0, max_digits=15, decimal_places=3)
    unit = forms.ChoiceField(label="Unit of the size", required=False, choices=[(one, one) for one in _UNITS])
    participants = forms.IntegerField(label="Participants", required=False, min_value=0)
    due_on = forms.DateField(label="Expected on", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    note = forms.CharField(
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What the liaison should know. Nothing about a person may be in it.",
    )
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput())

    def __init__(self, data: object = None, *, components: Sequence[str], initial: Mapping[str, object]) -> None:
        super().__init__(data, initial=dict(initial))  # type: ignore[arg-type]  # a query dictionary, as views have it
        self.fields["component"] = forms.ChoiceField(
            required=False,
            choices=[("", "None of these"), *((name, name) for name in components)],
            help_text="The component of the data model that describes it.",
        )


def wanted_of(form: PlanForm) -> Wanted:
    """Return what a valid form says."""
    said = form.cleaned_data
    size: Decimal | None = said["size"]
    return Wanted(
        component=said["component"],
        data_type=said["data_type"],
        files=said["number_of_files"],
        bytes=None if size is None else int(size * _UNITS[said["unit"] or "GB"]),
        participants=said["participants"],
        due_on=said["due_on"],
        note=said["note"],
    )


def of_plan(plan: Plan) -> dict[str, object]:
    """Return what a form begins with for a plan."""
    unit = next((one for one in ("TB", "GB", "MB") if plan.bytes and plan.bytes % (_UNITS[one] // 1000) == 0), "B")
    size = None if plan.bytes is None else Decimal(plan.bytes) / _UNITS[unit]
    names = ("component", "data_type", "participants", "due_on", "note", "revision")
    return {name: getattr(plan, name) for name in names} | {
        "number_of_files": plan.files,
        "size": size,
        "unit": unit if plan.bytes else "GB",
    }
