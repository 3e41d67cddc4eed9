"""Sending an invitation: its link is in this one mail, and in the answer to an administrator."""

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from theatrum.consortium.centers.expecting import expected_by
from theatrum.consortium.centers.queries import known_centers
from theatrum.consortium.profile.queries import in_force
from theatrum.drivers import installation
from theatrum.repository.accounts.actions.invitations import NewInvitation
from theatrum.repository.accounts.queries import names


def send(made: NewInvitation) -> str:
    """Send the mail of an invitation that is committed, and return its link, for administrators' eyes only."""
    link = installation.settings().base_url + reverse("invitation", args=[made.secret])
    values = {"link": link, "invitation": made.invitation, "roles": roles_of(made.invitation.email)}
    text = render_to_string("mail/invitation.txt", values)
    EmailMessage("Your invitation to Theatrum", text, to=[made.invitation.email]).send()
    return link


def roles_of(email: str) -> list[str]:
    """Return what somebody is expected as, in words: the role, the center, and who filed it."""
    expected = expected_by([email]).get(email.lower(), [])
    profile, called = in_force(), names(one.filed_by for one in expected)
    centers = known_centers(profile) if expected else {}
    return [
        f"{profile.roles[one.role].name} of {one.center_id}, {centers[one.center_id].name} "
        f"(filed by {called.get(one.filed_by, 'the coordinating center')})"
        for one in expected
        if one.role in profile.roles and one.center_id in centers
    ]
