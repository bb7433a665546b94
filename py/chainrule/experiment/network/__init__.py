"""From an experiment to its network: which layers fit, what they are given, what is built."""
