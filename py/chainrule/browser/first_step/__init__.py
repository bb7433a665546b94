"""The training step of the first screen in the worker."""
