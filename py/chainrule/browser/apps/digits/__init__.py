"""Images in the worker: the reading of pictures, and the training examples behind an answer."""
