"""What any repository needs, one package a domain."""
