"""Presets: example experiments for the microscope, and what they show."""

from __future__ import annotations

PRESETS = {
    "preset.by_hand": "Worked example: 2 – 2 – 2",
    "preset.by_hand.note": "The classic example by hand (M. Mazur, A Step by Step Backpropagation "
    "Example, 2015): inputs 0.05 and 0.10, targets 0.01 and 0.99, rate 0.5, biases kept fixed. The "
    "mean of two squared errors is its half squared error. Published: total error 0.298371109, w5 "
    "becomes 0.35891648, w1 becomes 0.149780716, and the error after the step 0.291027924, which "
    "comes from rounded intermediates: exactly, it is 0.291027774.",
    "preset.xor": "Exclusive or with two hidden units",
    "preset.xor.note": "The smallest network that can tell the two classes apart: follow one "
    "weight's gradient along its paths.",
    "preset.softmax": "Softmax and cross-entropy",
    "preset.softmax.note": "At the loss the whole way back is one subtraction, shares minus "
    "targets: p − y.",
    "preset.vanishing": "A gradient that vanishes",
    "preset.vanishing.note": "A sigmoid's slope is at most ¼: on the way back through six layers "
    "the errors shrink.",
    "preset.diverging": "A step that goes too far",
    "preset.diverging.note": "At this rate training diverges after a few steps; the microscope "
    "then opens where the first infinity arose.",
    "preset.convolution": "A convolutional network on digits",
    "preset.convolution.note": "Two convolutions with pooling, then one dense layer: each kernel "
    "is the same at every place of the picture, so its gradient is a sum over all places.",
    "preset.recurrent": "A GRU that matches brackets",
    "preset.recurrent.note": "Twelve tokens, one at a time, change a state of eight numbers. The "
    "errors go back through the same weights at every step, and their gradients add up.",
}
