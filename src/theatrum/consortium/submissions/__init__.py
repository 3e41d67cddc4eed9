"""What a center says that it will send: planned, changed, withdrawn, and confirmed by its liaison."""
