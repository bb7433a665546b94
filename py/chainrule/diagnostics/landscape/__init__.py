"""The loss landscape around a network's weights, and its curvature."""
