"""Language: names written letter by letter, baselines for the loss, and attention weights."""
