"""Vehicle in the worker."""
