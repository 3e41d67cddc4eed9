"""What people have put on their download lists, and manifests and packages of it."""
