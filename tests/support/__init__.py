"""What tests need before the first of them runs: a database, a data directory, a closed network."""
