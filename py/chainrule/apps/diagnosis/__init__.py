"""Diagnosis: the quality of a network's probabilities, and decisions based on them."""
