"""How what a component's schema has against rows is told: with its codes' labels, its identifiers, and its advice."""

from theatrum.checks.columns.judging import plan_for
from theatrum.checks.findings import Severity
from theatrum.checks.model.compiled import CompiledSchema
from theatrum.checks.model.schemas import advice_schema
from theatrum.checks.profile.profile import Profile
from theatrum.checks.report.context import context_of
from theatrum.checks.report.faults import Wording


def component_wordings(profile: Profile, component: str, version: str, schema: CompiledSchema) -> list[Wording]:
    """Return the wording of ``schema``, by which rows of a component are judged, then that of what is only advised.

    ``version`` is a key of ``profile.models``, which has the component.
    """
    model = profile.models[version]
    context = context_of(model, model.components[component], profile.overlay.identifiers)
    found = [Wording(plan_for(schema), context)]
    advice = advice_schema(profile, component, version)
    return [*found, Wording(plan_for(advice), context, Severity.WARNING)] if advice else found
