"""Vehicle: a network that learns to steer from a driver's example and from corrections."""
