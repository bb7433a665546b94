"""Fleets in the worker."""
