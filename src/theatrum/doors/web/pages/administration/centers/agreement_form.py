"""What an agreement says: version, institutions of its appendix, and who signs."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory

from theatrum.consortium.centers.agreeing import Signatory
from theatrum.consortium.centers.models import LONGEST_NAME, Agreement, AgreementState, Institution
from theatrum.consortium.profile.queries import in_force

_DAY = {"type": "date"}
_EMPTY_ROWS = 2


class AgreementForm(forms.Form):
    """The version of the text, and whom it covers."""

    version = forms.CharField(label="Version of the text", max_length=20)
    institutions = forms.MultipleChoiceField(
        label="Institutions of the appendix",
        help_text="People of others cannot submit under this agreement.",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, houses: Sequence[Institution], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["institutions"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(str(one.pk), one.name) for one in houses]


class SignatoryForm(forms.Form):
    """One who signs; an empty row is nobody."""

    name = forms.CharField(label="Name", required=False, max_length=LONGEST_NAME)
    title = forms.CharField(label="Title", required=False, max_length=LONGEST_NAME)
    institution = forms.ChoiceField(label="For", required=False)
    signed_on = forms.DateField(
        label="Signed on", required=False, widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, houses: Sequence[Institution] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["institution"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", "The center"), *((str(one.pk), one.name) for one in houses)]

    def clean(self) -> dict[str, Any]:
        """Refuse a row that says something of nobody."""
        values = super().clean() or {}
        if not values.get("name") and (values.get("title") or values.get("signed_on")):
            self.add_error("name", "Who is this? Name them, or clear the row.")
        return values


Signatories = formset_factory(SignatoryForm, extra=_EMPTY_ROWS, max_num=50)


def forms_of(
    agreement: Agreement | None, houses: Sequence[Institution], data: Any = None
) -> tuple[AgreementForm, "BaseFormSet[SignatoryForm]"]:
    """Return the two forms of an agreement, or of one to come."""
    onboarding = in_force().onboarding
    text = onboarding.agreement if onboarding else None
    initial: dict[str, object] = {
        "version": text.version if text else "",
        "institutions": [str(one.pk) for one in houses],
    }
    rows: list[dict[str, object]] = []
    if agreement is not None:
        chosen = [str(one.pk) for one in agreement.institutions.all()]
        initial = {"version": agreement.version, "institutions": chosen}
        rows = [{**one, "institution": str(one["institution"] or "")} for one in agreement.signatories]
    form = AgreementForm(houses, data, initial=initial)
    if agreement is not None and agreement.state == AgreementState.SENT:
        # They are those of the text that went out: sent along, and not to be changed.
        form.fields["version"].widget.attrs["readonly"] = True
    return form, Signatories(data, initial=rows, prefix="signatory", form_kwargs={"houses": houses})


def signatories_of(formset: "BaseFormSet[SignatoryForm]") -> list[Signatory]:
    """Return who is named in the rows of a valid formset."""
    return [_signatory(one.cleaned_data) for one in formset if one.cleaned_data.get("name")]


def _signatory(data: dict[str, Any]) -> Signatory:
    signed_on: date | None = data["signed_on"]
    return Signatory(
        name=data["name"],
        title=data["title"],
        institution_id=int(data["institution"]) if data["institution"] else None,
        signed_on=signed_on,
    )
