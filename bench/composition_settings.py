"""The installation's own Django settings, with the views of the measurement."""

from theatrum.wiring.django_settings import *  # noqa: F403  # all of them

ROOT_URLCONF = "bench.composition_urls"
