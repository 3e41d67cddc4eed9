"""Forms of a person's own account: what fields there are; what is acceptable, actions decide."""

from datetime import timedelta

from django import forms
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password

from theatrum.repository.access.permissions import Scope
from theatrum.repository.accounts.models import User

SCOPES = [
    (Scope.VIEW.value, "View: read what you may see"),
    (Scope.DOWNLOAD.value, "Download: fetch files"),
    (Scope.MODIFY.value, "Modify: upload, annotate, change and delete"),
]
LIFETIMES = [("30", "30 days"), ("90", "90 days"), ("365", "One year"), ("never", "Never (until you revoke it)")]


class ProfileForm(forms.Form):
    """What others see of a person."""

    username = forms.CharField(label="User name", max_length=150, help_text="Letters, digits, dot, dash, underscore.")
    first_name = forms.CharField(label="First name", max_length=150, required=False)
    last_name = forms.CharField(label="Last name", max_length=150, required=False)
    company = forms.CharField(label="Institution", max_length=250, required=False)
    position = forms.CharField(label="Position", max_length=250, required=False)
    etag = forms.CharField(widget=forms.HiddenInput)


class TokenForm(forms.Form):
    """A new access token."""

    name = forms.CharField(
        label="Name", max_length=100, help_text="Where you will use it, such as “laptop” or “nightly upload”."
    )
    scopes = forms.MultipleChoiceField(
        label="What it may do",
        choices=SCOPES,
        initial=[value for value, _ in SCOPES],
        widget=forms.CheckboxSelectMultiple,
    )
    lifetime = forms.ChoiceField(label="Ends after", choices=LIFETIMES, initial="90")

    def lasts(self) -> timedelta | None:
        """Return how long the token shall work; None is for ever."""
        days: str = self.cleaned_data["lifetime"]
        return None if days == "never" else timedelta(days=int(days))


class InvitationForm(forms.Form):
    """The account that an invited person opens."""

    username = forms.CharField(
        label="User name",
        max_length=150,
        help_text="At least 3 characters: letters, digits, dot, dash, underscore.",
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
    )
    first_name = forms.CharField(
        label="First name", max_length=150, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    last_name = forms.CharField(
        label="Last name", max_length=150, widget=forms.TextInput(attrs={"autocomplete": "family-name"})
    )
    password = forms.CharField(
        label="Password",
        strip=False,
        help_text=password_validators_help_text_html,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    repeated = forms.CharField(
        label="Password once more", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def clean(self) -> dict[str, object]:
        """Compare the two passwords, and judge the first beside the names."""
        values = super().clean() or {}
        password, repeated = values.get("password"), values.get("repeated")
        if password and repeated and password != repeated:
            self.add_error("repeated", "The two passwords differ.")
        if password:
            names = {name: values.get(name, "") for name in ("username", "first_name", "last_name")}
            try:
                validate_password(password, User(**names))
            except forms.ValidationError as error:
                self.add_error("password", error)
        return values
