"""Release cycles: opening one makes folders, permissions and schema bindings for every center."""
