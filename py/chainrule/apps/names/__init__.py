"""Language: writing names letter by letter, baselines for the loss, and attention."""
