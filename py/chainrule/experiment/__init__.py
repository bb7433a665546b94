"""Experiments: one small value that determines a run."""
