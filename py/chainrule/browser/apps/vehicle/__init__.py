"""The application Vehicle in the worker."""
