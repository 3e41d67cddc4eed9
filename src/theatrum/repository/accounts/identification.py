"""Who asks: the questions that every request puts to the database before anything else.

Written in SQL: the ORM takes twenty times as long to write them down as the database to answer.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from theatrum.repository.access.permissions import AUTHENTICATED_USERS, PUBLIC

_BEARER = """
    SELECT token.id, token.user_id, token.scopes, token.revoked_on IS NOT NULL,
      token.expires_on IS NOT NULL AND token.expires_on <= %s,
      token.last_used_on IS NULL OR token.last_used_on <= %s,
      person.is_active, person.is_certified, person.is_administrator
    FROM accounts_accesstoken token JOIN accounts_user person ON person.principal_ptr_id = token.user_id
    WHERE token.digest = %s
"""
_TEAMS = "SELECT team_id FROM accounts_teammember WHERE user_id = %s"
_TERMS = """
    SELECT version, EXISTS (SELECT 1 FROM accounts_termsacceptance WHERE terms_id = terms.id AND user_id = %s)
    FROM accounts_termsofservice terms ORDER BY published_on DESC, id DESC LIMIT 1
"""


@dataclass(frozen=True)
class Bearer:
    """A token that is known here, and the person it speaks for. Whether it is good is not decided yet."""

    token_id: int
    user_id: int
    scopes: tuple[str, ...]
    is_revoked: bool
    is_expired: bool
    # Its last use was remembered longer ago than the time that was asked for, or never.
    is_untouched: bool
    is_active: bool
    is_certified: bool
    is_administrator: bool


def find_bearer(digest: str, *, moment: datetime, touched_within: timedelta) -> Bearer | None:
    """Return the token with this digest, None if there is none."""
    adapt = connection.ops.adapt_datetimefield_value
    with connection.cursor() as cursor:
        cursor.execute(_BEARER, [adapt(moment), adapt(moment - touched_within), digest])
        row = cursor.fetchone()
    if row is None:
        return None
    token_id, user_id, scopes, *flags = row
    read = json.loads(scopes) if isinstance(scopes, str) else scopes
    return Bearer(token_id, user_id, tuple(read), *(bool(flag) for flag in flags))


def principals_of(user_id: int) -> frozenset[int]:
    """Return all ids by which ACLs may name a person who is signed in: their own, their teams', everyone's."""
    with connection.cursor() as cursor:
        cursor.execute(_TEAMS, [user_id])
        return frozenset({user_id, AUTHENTICATED_USERS, PUBLIC, *(team for (team,) in cursor.fetchall())})


def terms_for(user_id: int) -> tuple[str, bool] | None:
    """Return the version of the terms in force and whether the person accepted it; None if there are none."""
    with connection.cursor() as cursor:
        cursor.execute(_TERMS, [user_id])
        row = cursor.fetchone()
    return None if row is None else (str(row[0]), bool(row[1]))
