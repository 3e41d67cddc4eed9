"""Letters without their case, as PostgreSQL's ``lower`` sees them: character by character. Pure."""


def fold(text: str) -> str:
    """Return the text in small letters; a letter that would become two stays as it is."""
    if text.isascii():
        return text.lower()
    return "".join(_folded(char) for char in text)


def _folded(char: str) -> str:
    small = char.lower()
    return small if len(small) == 1 else char
