"""What the database is asked at every write: one condition in SQL for each gate, all of them in one statement.

Pages read the same by ``facts``, with since when and why; a test holds both together. In a condition may stand
``%(user)s`` (who writes), ``%(center)s``, ``%(release)s`` (-1 for none), ``%(now)s``, ``%(today)s``, ``%(checklist)s``
(the version in force) and ``%(certified_after)s``; and, filled in before, ``{submits}``, ``{represents}`` and
``{wranglers}`` for lists of the profile's roles, ``{current}`` for an affiliation of the center that is not ended,
``{executed}`` for an agreement of it that is in effect, ``{certified}`` for a person whose certification holds.
"""

from collections.abc import Mapping

from theatrum.consortium.onboarding.gates import Gate

PARTS: Mapping[str, str] = {
    "current": "affiliation.center_id = %(center)s AND affiliation.ended_on IS NULL",
    "executed": """agreement.center_id = %(center)s AND agreement.state = 'executed'
        AND (agreement.expires_on IS NULL OR agreement.expires_on >= %(today)s)""",
    "certified": "person.is_certified AND (person.certified_on IS NULL OR person.certified_on > %(certified_after)s)",
}

_conditions: dict[Gate, str] = {
    Gate.TERMS: """NOT EXISTS (SELECT 1 FROM accounts_termsofservice terms
        WHERE terms.id = (SELECT newest.id FROM accounts_termsofservice newest
            ORDER BY newest.published_on DESC, newest.id DESC LIMIT 1)
        AND NOT EXISTS (SELECT 1 FROM accounts_termsacceptance accepted
            WHERE accepted.terms_id = terms.id AND accepted.user_id = %(user)s))""",
    Gate.CERTIFIED: """EXISTS (SELECT 1 FROM accounts_user person
        WHERE person.principal_ptr_id = %(user)s AND {certified})""",
    Gate.AFFILIATED: """EXISTS (SELECT 1 FROM centers_affiliation affiliation
        WHERE affiliation.user_id = %(user)s AND {current} AND affiliation.role IN {submits})""",
    Gate.INSTITUTION: """EXISTS (SELECT 1 FROM centers_affiliation affiliation
        JOIN centers_agreement_institutions covered ON covered.institution_id = affiliation.institution_id
        JOIN centers_agreement agreement ON agreement.id = covered.agreement_id
        WHERE affiliation.user_id = %(user)s AND {current} AND affiliation.role IN {submits} AND {executed})""",
    Gate.LIAISON: """EXISTS (SELECT 1 FROM centers_liaisonassignment assigned
        JOIN accounts_user person ON person.principal_ptr_id = assigned.user_id
        WHERE assigned.center_id = %(center)s AND assigned.until IS NULL AND person.is_active)""",
    Gate.WRANGLER: """EXISTS (SELECT 1 FROM centers_affiliation affiliation
        JOIN accounts_user person ON person.principal_ptr_id = affiliation.user_id
        WHERE {current} AND affiliation.role IN {wranglers} AND person.is_active)""",
    Gate.AGREEMENT: "EXISTS (SELECT 1 FROM centers_agreement agreement WHERE {executed})",
    Gate.PERSONNEL: """(EXISTS (SELECT 1 FROM centers_affiliation affiliation
            WHERE {current} AND affiliation.role IN {represents})
        AND EXISTS (SELECT 1 FROM centers_affiliation affiliation
            WHERE {current} AND affiliation.role IN {submits}))""",
    Gate.CERTIFIED_USER: """EXISTS (SELECT 1 FROM centers_affiliation affiliation
        JOIN accounts_user person ON person.principal_ptr_id = affiliation.user_id
        WHERE {current} AND affiliation.role IN {submits} AND person.is_active AND {certified})""",
    Gate.CHECKLIST: """EXISTS (SELECT 1 FROM checklists_signing signing
        WHERE signing.center_id = %(center)s AND signing.release = %(release)s
        AND signing.is_affirmed AND signing.version = %(checklist)s
        AND NOT EXISTS (SELECT 1 FROM checklists_signing later WHERE later.center_id = signing.center_id
            AND later.release = signing.release AND later.number > signing.number))""",
    Gate.PLAN: """EXISTS (SELECT 1 FROM plans_plan plan
        WHERE plan.center_id = %(center)s AND plan.state = 'acknowledged')""",
    Gate.ACTIVE: """EXISTS (SELECT 1 FROM centers_centerrecord center
        WHERE center.center_id = %(center)s AND center.state = 'active')""",
}


def register(gate: Gate, condition: str) -> None:
    """Have a gate judged by a condition at every write: for what tables of other rooms say."""
    _conditions[gate] = condition


def registered() -> Mapping[Gate, str]:
    """Return the conditions by gate; one without is read by ``facts`` at each write, in queries of its own."""
    return _conditions
