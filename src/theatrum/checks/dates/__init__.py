"""Calendar dates to ages in days since birth, on the machine of whoever has the dates."""
