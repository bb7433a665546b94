"""The exercises and measurements of the article in `web/learn`."""
