"""The network's own pages: its wiki with the start content of the profile, who its members are, its directory."""
