"""All writings, in the order in which they are looked for."""

from theatrum.checks.privacy.detectors import dates_iso, email, ssn

WRITINGS = (*email.WRITINGS, *ssn.WRITINGS, *dates_iso.WRITINGS)
