"""Images: pictures that are read, and the training examples behind an answer, in the worker."""
