"""Invalid input: the error message, and the allowed values in words."""

from __future__ import annotations

ERRORS = {
    "error.input": "{field}: {value} is not allowed; allowed: {allowed}.",
    "count.values": "{count:,} {count|value|values}",
    "count.numbers": "{count} numbers",
    "allowed.one_of": "one of {choices}",
    "allowed.one_of_because": "one of {choices}, because {data} {why}",
    "why.regression": "is a regression",
    "why.classes": "has {count} classes",
    "allowed.switch": "true or false",
    "allowed.layers": "up to {most} layers that learn, and up to {parts} in all, such as 8-tanh, "
    "conv8x3-relu, pool2 or gru16",
    "allowed.features": "1 to {most} different formulas of x1 and x2, each of at most {length} "
    "characters",
    "allowed.frozen": "none, or different ones of {biases}, a layer's number from 1 to {most} and "
    "{output}",
    "allowed.class_weights": "one of {choices}, or a number above 0 for each class, up to {most:g}",
    "allowed.numbers": "at most {most} numbers from {low:g} to {high:g}",
    "allowed.points": "2 to {most} points, each x1 and x2 from -{reach:g} to {reach:g} and a class "
    "from 0 to {last}",
    "allowed.names": "different names of columns",
    "allowed.text": "a text of at most {most} characters",
    "allowed.whole.from": "a whole number from {low:g} to {high:.10g}",
    "allowed.whole.above": "a whole number greater than {low:g} up to {high:.10g}",
    "allowed.real.from": "a number from {low:g} to {high:.10g}",
    "allowed.real.above": "a number greater than {low:g} up to {high:.10g}",
    "allowed.two_classes": "2, because {data} has two",
    "allowed.nesterov": "false, or true with momentum above 0",
    "allowed.raw_scores": "identity, because {loss} takes raw scores",
    "allowed.not_all": "layers of this network, not all of one of {layers}",
    "allowed.no_x2": "formulas of x1 alone: sine has no x2",
    "allowed.count": "1 to {most} numbers",
    "allowed.no_test": "0, because {data} has no test set",
    "allowed.weights": "none, or {count}: one per parameter",
    "allowed.no_class_weights": "none, because {loss} takes no class weights",
    "allowed.weights_of_classes": "{none}, {balanced} or {count} numbers, one for each class",
    "allowed.finite_formulas": "formulas that are finite everywhere (this one is not for {wrong} "
    "of {count} points)",
    "allowed.address_parts": "parts of the form name=value, joined by &",
    "allowed.once": "one value; this setting comes twice",
    "allowed.json_length": "at most {most} characters of JSON",
    "allowed.json": "a JSON object ({error})",
    "allowed.json_settings": "a JSON object of settings",
    "allowed.positive": "a number greater than 0",
    "allowed.above": "a number above {low:g}, where the range starts",
    "allowed.wide_range": "a range wide enough for {count} different numbers",
    "allowed.no_hidden": "none, because this network has no hidden layer with a width",
    "allowed.same_version": "one that this version of the page made",
    "value.other_version": "a run of another version",
}
