"""Mail that comes to the desk: read whatever it is made of, and put where it belongs."""
