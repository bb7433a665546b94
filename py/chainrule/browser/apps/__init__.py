"""The applications in the worker: one instrument each."""
