"""Who may do what: one ACL model and one require()."""
