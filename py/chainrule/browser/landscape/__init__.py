"""The loss landscape in the worker."""
