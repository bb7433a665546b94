"""Sweeps: grids of experiments, run on any `concurrent.futures` executor, which can be resumed.

This package runs only natively and is not part of the site.
"""
