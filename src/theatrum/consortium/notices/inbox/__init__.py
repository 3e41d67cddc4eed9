"""What reaches a person: events in the inbox, by mail at once or as a digest, as each person wants it."""
