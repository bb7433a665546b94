"""The sanity checks in the worker."""
