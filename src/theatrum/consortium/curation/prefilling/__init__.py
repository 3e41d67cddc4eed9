"""What can be filled into the row of a file: from its name, its place, its component, its header."""
