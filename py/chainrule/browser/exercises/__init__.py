"""The article's exercises and measurements in the worker."""
