"""A small car on a closed track: the simulation behind the tables `steering` and `camera` and the
application Vehicle. Its functions accept any number of cars at once."""
