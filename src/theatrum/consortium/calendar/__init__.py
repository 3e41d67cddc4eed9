"""The release cycle by days, and what takes place: shown, edited, and handed to calendars of others."""
