"""The landscape in the worker."""
