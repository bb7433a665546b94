"""A small car on a closed track: the simulation that the table `steering` and the application
Vehicle share. All functions take any number of cars at once."""
