"""The applications in the worker, each with its instrument."""
