"""Presets: example experiments for the microscope, with notes on what they show, and the names of
the applications."""

from __future__ import annotations

PRESETS = {
    "app.vehicle": "Vehicle",
    "app.vehicle.line": "A network learns to steer a car, crashes, and learns from corrections.",
    "app.diagnosis": "Diagnosis",
    "app.diagnosis.line": "A network estimates risks of disease; see whether they can be trusted.",
    "app.digits": "Images",
    "app.digits.line": "A convolutional network reads the digit that you draw.",
    "app.names": "Language",
    "app.names.line": "Four networks predict first names letter by letter.",
    "preset.by_hand": "Worked example: 2 – 2 – 2",
    "preset.by_hand.note": "The classic example by hand (M. Mazur, A Step by Step Backpropagation "
    "Example, 2015): inputs 0.05 and 0.10, targets 0.01 and 0.99, rate 0.5, biases kept fixed. "
    "The mean of the two squared errors equals the example's sum of half squared errors. "
    "Published: total error 0.298371109, w5 becomes 0.35891648, w1 becomes 0.149780716, and the "
    "error after the step is 0.291027924. That value comes from rounded intermediate results; the "
    "exact one is 0.291027774.",
    "preset.xor": "Exclusive or with two hidden units",
    "preset.xor.note": "The smallest network that can tell the two classes apart: follow one "
    "weight's gradient along its paths.",
    "preset.softmax": "Softmax and cross-entropy",
    "preset.softmax.note": "At the loss, the backward pass is a single subtraction, probabilities "
    "minus targets: p − y.",
    "preset.vanishing": "A gradient that vanishes",
    "preset.vanishing.note": "A sigmoid's slope is at most ¼, so the errors shrink on the way "
    "back through six layers.",
    "preset.diverging": "A step that goes too far",
    "preset.diverging.note": "At this rate, training diverges after a few steps; the microscope "
    "then opens at the first infinity.",
    "preset.convolution": "A convolutional network on digits",
    "preset.convolution.note": "Two convolutions with pooling, then one dense layer: each kernel "
    "is shared by all positions in the image, so its gradient is a sum over all positions.",
    "preset.recurrent": "A GRU that matches brackets",
    "preset.recurrent.note": "Twelve tokens, one at a time, change a state of eight numbers. The "
    "errors go back through the same weights at every step, and their gradients add up.",
    "preset.million": "A million parameters",
    "preset.million.note": "784 – 1000 – 256 – 10 learns the direction of stripes in pictures of "
    "28 × 28 pixels. A step takes some 150 million multiplications and additions.",
}
