"""Where the files of a folder belong in a release, and what to call them: a plan that people edit."""
