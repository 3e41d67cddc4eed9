"""Plain pydantic models of what travels: no Django, no router."""
