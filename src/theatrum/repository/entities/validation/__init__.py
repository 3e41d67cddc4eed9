"""Which schema holds for an entity, what it says of it, and how that stays true."""
