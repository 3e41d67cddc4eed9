"""What a template says of a column: at its header, and in the sheet of help."""

from theatrum.checks.catalogue.page import AttributePage

NEEDS = {
    "required": "required in every row",
    "conditional": "required in some rows",
    "recommended": "recommended",
    "optional": "optional",
}
LISTS = "Several values stand in one cell with commas between them; one that has a comma itself, in double quotes."


def type_words(one: AttributePage) -> str:
    """Say what a cell holds: its type, its bounds, and whether it may hold several."""
    bounds = [f"at least {one.minimum}"] if one.minimum is not None else []
    bounds += [f"at most {one.maximum}"] if one.maximum is not None else []
    several = [LISTS] if one.is_list else []
    return ". ".join([", ".join([one.type, *bounds]), *several])


def values_words(one: AttributePage) -> str:
    """Say which values are permissible; empty where any is."""
    if one.values is None:
        return ""
    listed = [f"{choice.value} ({choice.label})" if choice.label else choice.value for choice in one.values.first]
    more = one.values.count - len(listed)
    return "; ".join(listed) + (f"; and {more:,} more" if more > 0 else "")


def pattern_words(one: AttributePage) -> str:
    """Say what a pattern takes and what it refuses; empty where there is none."""
    if one.pattern is None:
        return ""
    good = f"Right: {', '.join(one.passing)}. " if one.passing else ""
    bad = f"Wrong: {', '.join(one.failing)}." if one.failing else ""
    return (good + bad).strip() or f"Of the form {one.pattern}"


def comment(one: AttributePage) -> str:
    """Return what stands at the header of a column."""
    values = f"{one.values.count:,} permissible values: see the list of the cell." if one.values else ""
    parts = [f"{NEEDS[one.need]}. {one.about.rstrip('.')}.", f"{type_words(one)}.", values, pattern_words(one)]
    parts += one.conditions
    return "\n".join(part.replace("..", ".") for part in parts if part)
