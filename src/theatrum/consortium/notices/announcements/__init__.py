"""What stands above every page for a time: maintenance, deadlines, things that everybody must know."""
