"""One module a class of identifying data: its writings, with what they find and what they must leave alone."""
