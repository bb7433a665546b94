"""The application Images in the worker: classification of pictures, and the training examples
behind an answer."""
