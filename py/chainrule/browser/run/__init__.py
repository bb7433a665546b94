"""The run on the page."""
