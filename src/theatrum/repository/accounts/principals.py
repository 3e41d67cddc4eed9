"""The principals that are nobody's account, by their fixed ids; migrations seed them."""

from theatrum.repository.access.permissions import ANONYMOUS_USER, AUTHENTICATED_USERS, PUBLIC, Actor

OPERATOR_ID = 1
FIRST_OWN_ID = 3_300_001

# Id -> the name that headers on the wire and pages show.
NAMES = {
    OPERATOR_ID: "operator",
    AUTHENTICATED_USERS: "AUTHENTICATED_USERS",
    PUBLIC: "PUBLIC",
    ANONYMOUS_USER: "anonymous",
}
INDIVIDUALS = frozenset({OPERATOR_ID, ANONYMOUS_USER})

# Who acts when nobody is signed in: the command line, the first start, jobs of the installation itself.
OPERATOR = Actor(
    id=OPERATOR_ID,
    principal_ids=frozenset({OPERATOR_ID, AUTHENTICATED_USERS, PUBLIC}),
    is_certified=True,
    is_administrator=True,
)
