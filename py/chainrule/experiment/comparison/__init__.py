"""Several experiments compared: what they have in common and in which settings they differ."""
