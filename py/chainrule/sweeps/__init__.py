"""Sweeps: grids of experiments, run on any `concurrent.futures` executor, resumable.

Natively only; the site leaves this package out.
"""
