"""Construction of an experiment's network: checks of layers, inputs, and building."""
