"""The help desk: my tickets, writing one, its page, the desk of the staff, and help without signing in."""
