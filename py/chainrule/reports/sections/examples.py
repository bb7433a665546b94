"""A few examples as pictures, with the network's predictions for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

import numpy

from chainrule.browser.answers import row_answers
from chainrule.diagnostics.target import Target, target_of
from chainrule.engine.op import Array
from chainrule.experiment.data.rows import example_rows
from chainrule.experiment.data.source import Source, parted
from chainrule.experiment.experiment import Experiment
from chainrule.experiment.layers.shape import Shape
from chainrule.reports.drawing.cells import EMPTY, cell_paths
from chainrule.reports.drawing.figures import (
    RIGHT,
    TOP,
    WIDTH,
    Numbers,
    canvas,
    draw_cursor,
    figure,
)
from chainrule.reports.drawing.histograms import LEVELS
from chainrule.reports.drawing.markup import add, element, pixel
from chainrule.reports.sections.output_map import SHADES
from chainrule.training.trainer import Trainer

NAME = "Predictions for examples"
MOST = 6
LEFT = 68
"""The margin for the names of the lines below the pictures."""
SIDE, TALLEST = 36, 160
"""The width and the largest height of a picture."""
LINE = 15
LONGEST = 7
"""The number of characters of a name that fit below a picture."""
READ = {
    "image": "",
    "sequence": " Steps run from top to bottom; orange is negative, blue positive.",
    "tokens": " Steps run from top to bottom.",
    "numbers": " Inputs run from top to bottom; orange is below the mean, blue above.",
}
LINES = ("predicted", "probability", "target", "correct")
LINES_OF_NUMBERS = ("predicted", "target", "residual")


@dataclass(frozen=True)
class Answer:
    """The prediction for an example, as lines of text below the example's picture."""

    lines: Sequence[str]
    is_right: bool = False
    """Whether the predicted class is correct; False if the target is a number."""


def examples_figure(experiment: Experiment, run: Trainer) -> Element:
    """The first test examples, followed by training examples if there are not enough test
    examples."""
    run.losses_now()  # sets the scores to those of the current weights
    names, cells, is_test, _ = example_rows(experiment, 0, MOST)
    form, source = experiment.data_shape, experiment.source
    training, test = parted(experiment)
    chosen = numpy.concatenate([test, training])[:MOST]
    inputs, target = source.x[chosen], target_of(experiment)
    if target is None:
        answers, lines = _classes(run, source, source.y[chosen]), LINES
    else:
        answers, lines = _values(run, target, source.y[chosen]), LINES_OF_NUMBERS
    columns = LEFT + (numpy.arange(len(answers)) + 0.5) * (WIDTH - RIGHT - LEFT) / MOST
    tall = _height(form)
    drawing = canvas(round(TOP + tall + len(lines) * LINE + 8))
    largest = float(numpy.abs(source.x).max()) or 1.0
    for middle, values, answer in zip(columns.tolist(), inputs, answers, strict=True):
        add(drawing, _picture(form, values / largest, source.symbols, middle, tall))
        _write(drawing, answer, middle, TOP + tall)
    for index, name in enumerate(lines):
        place = TOP + tall + (index + 1) * LINE
        add(drawing, element("text", name, x=LEFT - 8, y=pixel(place), class_="up"))
    draw_cursor(drawing, TOP + tall)
    right = sum(answer.is_right for answer in answers)
    kind = "test" if all(is_test) else "training"
    note = f"The first {len(answers)} {kind} examples.{READ[form.kind]}"
    alt = f"{right} of {len(answers)} predictions are right." if source.classes else note
    rows = [
        [str(index + 1), *answer.lines, *row[:-1]]
        for index, (answer, row) in enumerate(zip(answers, cells, strict=True))
    ]
    heads = ["example", *lines, *names[:-1]]
    numbers = Numbers(heads, rows, columns.tolist())
    return figure(NAME, note, alt, drawing, None, numbers)


def _classes(run: Trainer, source: Source, targets: Array) -> list[Answer]:
    """The predicted classes of the first examples, in an order that puts test examples first."""
    found = row_answers(run, 0, len(targets), None)
    answers = []
    for value, share, target in zip(*found.values(), targets, strict=True):
        predicted, given = (source.classes[int(k)] for k in (value, target))
        known = "–" if numpy.isnan(share) else f"{100 * share:.0f} %"
        is_right = bool(value == target)
        answers.append(Answer((predicted, known, given, "✓" if is_right else "✗"), is_right))
    return answers


def _values(run: Trainer, target: Target, targets: Array) -> list[Answer]:
    """The predictions, in the target's unit, for the first examples in an order that puts test
    examples first."""
    found = row_answers(run, 0, len(targets), target)
    numbers = zip(
        found["row_predictions"].tolist(),
        target.values(targets).tolist(),
        found["row_residuals"].tolist(),
        strict=True,
    )
    return [
        Answer((target.text(value), target.text(given), target.residual_text(residual)))
        for value, given, residual in numbers
    ]


def _height(form: Shape) -> float:
    if form.kind == "image":
        return SIDE * form.sizes[1] / form.sizes[2]
    return min(TALLEST, 12.0 * form.sizes[0])


def _picture(
    form: Shape, values: Array, symbols: tuple[str, ...], middle: float, tall: float
) -> Element:
    """An example whose values are at most 1 in magnitude, as a grid of shades or as its tokens."""
    if form.kind == "tokens":
        return _tokens(values, symbols, middle, tall)
    looks, names = _looks(form, values)
    across = numpy.linspace(middle - SIDE / 2, middle + SIDE / 2, looks.shape[1] + 1)
    down = numpy.linspace(TOP, TOP + tall, looks.shape[0] + 1)
    return cell_paths(looks, across.tolist(), down.tolist(), names)


def _tokens(values: Array, symbols: tuple[str, ...], middle: float, tall: float) -> Element:
    step = tall / len(values)
    kinds = numpy.round(values * (len(symbols) - 1)).astype(int).tolist()
    texts = (
        element("text", symbols[k], x=pixel(middle), y=pixel(TOP + (t + 0.8) * step))
        for t, k in enumerate(kinds)
    )
    return element("g", *texts, class_="across")


def _looks(form: Shape, values: Array) -> tuple[Array, list[str]]:
    """The index of each cell's look, and the CSS classes of the looks."""
    if form.kind == "image":
        grid = values.reshape(form.sizes).mean(axis=0)
        levels = numpy.ceil(LEVELS * grid).astype(int) - 1
        names = [f"ink level{level + 1}" for level in range(LEVELS)]
        return numpy.where(grid > 0, levels, EMPTY), names
    grid = values.reshape(form.sizes[0], -1)
    shades = numpy.minimum(SHADES * (grid + 1) / 2, SHADES - 1).astype(int)
    return shades, [f"shade{index}" for index in range(SHADES)]


def _write(drawing: Element, answer: Answer, middle: float, top: float) -> None:
    """Write the answer below an example's picture."""
    for index, text in enumerate(answer.lines):
        place = pixel(top + (index + 1) * LINE)
        add(drawing, element("text", _short(text), x=pixel(middle), y=place, class_="across"))


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"
