"""Images: a drawing is centred like the training pictures, read, and explained."""
