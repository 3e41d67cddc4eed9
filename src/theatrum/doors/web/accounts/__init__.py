"""The pages of a person's own account: sign-in, settings, tokens, invitations, terms."""
