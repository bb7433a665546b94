"""Language: names letter by letter, bounds of their loss, and attention."""
