"""The microscope in the worker."""
