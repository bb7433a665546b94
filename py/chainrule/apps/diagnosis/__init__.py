"""Diagnosis: how good a network's probabilities are, and which decisions they support."""
