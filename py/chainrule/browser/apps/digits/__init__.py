"""The application Images in the worker: classification of pictures, and the training examples that
influenced an answer most."""
