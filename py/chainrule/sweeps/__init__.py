"""Sweeps: grids of experiments, run on any `concurrent.futures` executor, resumable.

This package runs natively only and is not part of the site.
"""
