"""A dragged weight and an example that is pointed at, in the worker."""
