"""The exercises and measurements of the article on the page."""
