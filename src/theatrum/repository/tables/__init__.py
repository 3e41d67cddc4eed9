"""Tables of typed columns: column models, rows, transactions, snapshots."""
