"""Links between the rows and files of a center: what cells may name, what waits for its parent, and the whole."""
