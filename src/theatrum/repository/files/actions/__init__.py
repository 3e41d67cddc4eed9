"""Every change to handles and uploads."""
