"""The roots of the services, what Synapse has and this server has not, and all other addresses.

Clients ask the roots once to see that a server is there; they repeat a 5xx for twenty minutes. So
all of this answers at once, never redirects, and says what is the case.
"""

import re

from django.http import HttpRequest, HttpResponse

from theatrum.doors.api import errors
from theatrum.doors.api.responses import json_response
from theatrum.kernel.errors import NotSupported

# Operations of Synapse by the beginning of their path, and what to tell who asks for them.
_NOT_OFFERED = (
    (r"evaluation\b", "Evaluation queues and submissions"),
    (r"entity/[^/]+/evaluation$", "Evaluation queues and submissions"),
    (r"entity/dockerRepo/|entity/[^/]+/dockerTag", "Docker repositories"),
    (r"form/", "Forms"),
    (r"agent/", "Chat agents"),
    (r"search/|entity/[^/]+/searchconfig/", "Search indexes"),
    (r"secretKey$", "API keys (personal access tokens take their place)"),
    (r"download/(list|order)", "Download orders, and download lists at this address,"),
    (r"accessRequirement|accessApproval|restrictionInformation", "Access requirements other than locks"),
    (r"doi\b|thread|forum|discussion|subscription|webhook|drs/|oauth2/", "Operations of this family"),
)
# Of an address that nobody knows, enough to recognise it.
_SHOWN = 200
_OFFER = tuple((re.compile(pattern), what) for pattern, what in _NOT_OFFERED)


def root(_request: HttpRequest, name: str) -> HttpResponse:
    """Say that the service is there."""
    return json_response({"service": name, "server": "theatrum"})


def unknown(request: HttpRequest, name: str, rest: str) -> HttpResponse:
    """Answer an address that no route has taken: 501 for what Synapse has and we have not, else 404."""
    for pattern, what in _OFFER:
        if pattern.match(rest):
            asked = f"{request.method} /{name}/v1/{rest[:_SHOWN]}"
            raise NotSupported(reason=f"{what} are not offered by this server: {asked}")
    raise errors.RouteNotFound(method=request.method, path=request.path[:_SHOWN])
