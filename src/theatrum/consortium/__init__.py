"""What a consortium needs on top of a repository."""
