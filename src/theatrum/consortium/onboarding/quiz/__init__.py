"""The certification quiz: attempts of people, drawn from the pool of the profile."""
