"""Vehicle: a network that learns to steer from a driver, and from being corrected."""
