"""The applications in the worker, with one instrument for each."""
