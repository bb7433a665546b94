"""The comparison of kept runs in the worker."""
