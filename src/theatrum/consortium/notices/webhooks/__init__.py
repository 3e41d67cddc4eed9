"""Events to other programs: signed, sent again until they are taken, and only to addresses out in the world."""
