"""`Sight`: the view of the road that an experiment's network receives as input."""

from __future__ import annotations

from chainrule.data.driving.track import Track
from chainrule.data.driving.views import VIEWS, View
from chainrule.engine.op import Array
from chainrule.errors import InputError
from chainrule.experiment.experiment import Experiment
from chainrule.phrases import phrase


class Sight:
    """The view of the road that an experiment's network receives, in the shape of its inputs.

    Attributes
    ----------
    view : seven rays or the camera, depending on the experiment's data.

    Raises
    ------
    InputError
        If the experiment's inputs match neither view.
    """

    def __init__(self, experiment: Experiment) -> None:
        names = experiment.input_names
        fitting = [view for view in VIEWS if view.names == names]
        if not fitting:
            needed = phrase("allowed.views", data=[view.data for view in VIEWS])
            raise InputError("data", experiment.data, needed)
        self.view: View = fitting[0]
        self._sizes = experiment.input_shape.sizes

    def inputs(self, track: Track, cars: Array) -> Array:
        """The network's inputs for n cars, which are given as an array (n, 3)."""
        return self.view.see(track, cars).reshape(len(cars), *self._sizes)
