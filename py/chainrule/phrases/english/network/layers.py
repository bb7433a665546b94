"""Layers: their errors, the shapes between them, and their descriptions."""

from __future__ import annotations

LAYERS = {
    # --- what is allowed
    "layers.for_field": "for {name} of {layer}, {allowed}",
    "layers.as_kind": "as a layer's kind, {allowed}",
    "layers.as_setting": "as a setting of {layer}, {allowed}",
    "layers.no_setting": "none",
    "layers.examples": "layers such as 8-tanh, conv8x3-relu or gru16",
    "layers.dense_or": "a dense layer such as 8-tanh, or {allowed}",
    "layers.once": "{name} once",
    "layers.with_field": "with its {name}, such as {example}",
    "layers.with_fields": "with {names: and } after the kind, such as {example}",
    "layers.without_number": "with no number after the kind, such as {example}",
    "layers.with_options": "with any of {options} after a hyphen",
    "layers.without_options": "with nothing after a hyphen",
    "layers.residual_list": "for residual, a list of layers",
    "layers.residual_count": "for residual, 1 to {most} layers that are not residual",
    "layers.in_brackets": "layers in brackets, such as {example}",
    "layers.as_number": "{layer} in place {number}",
    "layers.old": 'lists such as [8, "tanh"]',
    "layers.new": "objects with a kind",
    "layers.old_or_new": 'lists such as [8, "tanh"] or objects with a kind',
    # --- what does not fit
    "unfit.no_image": "after an image or a sequence; it gets {shape}",
    "unfit.no_sequence": "after a sequence; it gets {shape}",
    "unfit.no_numbers": "after numbers or a sequence; it gets {shape}",
    "unfit.no_tokens": "as the first layer after tokens; it gets {shape}",
    "unfit.window": "with windows of at most {most}; it gets {shape}",
    "unfit.shape": "with layers that keep the shape; these turn {before} into {after}",
    "unfit.heads": "with heads that divide the {features} features of a step: {heads}",
    # --- shapes
    "shape.numbers": "{count} {count|number|numbers}",
    "shape.image": "an image of {sizes: × }",
    "shape.sequence": "a sequence of {sizes: × }",
    "shape.tokens": "{count} tokens, each one of {symbols}",
    # --- layers in words
    "words.sized": "{label} {sizes: × }",
    "words.option": "{label:lower}",
    "words.option_of": "{label:lower} {value}",
    "words.residual": "residual ({layers})",
}
