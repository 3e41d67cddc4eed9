"""The form that annotates one file, or several at once."""
