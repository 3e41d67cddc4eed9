"""Centers: their projects, teams and permissions."""
