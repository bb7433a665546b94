"""Language: networks that train one after the other, and what they write, in the worker."""
