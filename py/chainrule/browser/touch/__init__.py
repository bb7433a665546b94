"""The instrument for dragged weights and selected examples in the worker."""
