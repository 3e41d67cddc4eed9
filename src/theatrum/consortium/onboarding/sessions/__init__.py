"""Information sessions: those of the profile and others, and who attended or watched."""
