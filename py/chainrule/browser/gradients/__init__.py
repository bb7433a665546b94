"""The gradient instruments in the worker."""
