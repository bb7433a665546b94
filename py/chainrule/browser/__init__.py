"""The worker's side of the page: the session, and the messages exchanged with the page."""
