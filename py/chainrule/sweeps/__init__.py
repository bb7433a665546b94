"""Sweeps: grids of experiments that run on any `concurrent.futures` executor and can be resumed.

This package runs only natively and is not part of the site.
"""
