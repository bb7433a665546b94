"""The worker's instrument for dragged weights and selected examples."""
