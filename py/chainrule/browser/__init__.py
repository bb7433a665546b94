"""The worker's side of the application: the session, and the messages exchanged with the page."""
