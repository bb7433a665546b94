"""Construction of an experiment's network: checking layers, converting inputs, and building."""
