"""Vehicle: a network that learns to steer from a driver's demonstration and from corrections."""
