"""The description of the network for the diagram: each layer's kind, shapes, images and
parameters."""

from __future__ import annotations

from typing import Literal

from chainrule.browser.protocol.network import (
    LayerParameter,
    LayerShape,
    Network,
    NetworkLayer,
)
from chainrule.diagnostics.maps import Maps
from chainrule.diagnostics.naming import layout
from chainrule.diagnostics.pictures import image_count, is_bundled
from chainrule.diagnostics.target import output_names
from chainrule.experiment.experiment import Experiment
from chainrule.experiment.layers.parts import kind_of, sentence_of, text_of
from chainrule.experiment.layers.shape import Shape
from chainrule.experiment.network.places import LayerPlace, layer_places
from chainrule.nn.containers import Sequential
from chainrule.nn.module import Module
from chainrule.nn.parts import layer_names


def network_report(experiment: Experiment, net: Module, maps: Maps) -> Network:
    """A description of an experiment's network, and of how `maps` shows it."""
    assert isinstance(net, Sequential)  # experiments build no other kind of network
    places = layer_places(experiment)
    given = experiment.input_shape
    return {
        "features": list(experiment.input_names),
        "outputs": output_names(experiment),
        "input": _shape(given),
        "input_images": len(maps.inputs()["feature_maps"]),
        "layers": [_layer(experiment, net, place, maps) for place in places],
        "learning": len(layer_names(net)),
        "parameters": net.theta.size,
    }


def _layer(experiment: Experiment, net: Sequential, place: LayerPlace, maps: Maps) -> NetworkLayer:
    layer, result = place.layer, place.result
    parameters = _parameters(net, place)
    has_images = maps.pictures is not None and layer is not None
    fields = layer.to_dict() if layer else {"units": result.size}
    fields.pop("kind", None)
    return {
        "name": parameters[0][0] if parameters else str(place.start),
        "kind": layer.kind if layer else "linear",
        "is_dense": place.is_dense,
        "has_channels": layer is not None and kind_of(layer).has_channels,
        "fields": fields,
        "derived": kind_of(layer).derived(layer) if layer else [],
        "notation": text_of(layer) if layer else "",
        "words": sentence_of(layer) if layer else "",
        "number": place.number,
        "given": _shape(place.given),
        "result": _shape(result),
        "picture": _picture(place) if has_images else "units",
        "images": image_count(place) if has_images else result.size,
        "parameters": [parameter for _, parameter in parameters],
        "inputs": _width(place.given),
        "units": _width(result),
        "activation": layer.get("activation", "identity")
        if layer
        else experiment.output_activation,
        "offset": place.offset,
    }


def _picture(place: LayerPlace) -> Literal["units", "maps", "matrix"]:
    """The kind of picture with which a hidden layer is drawn if there is no plane."""
    picture = kind_of(place.layer).picture if place.layer else "units"
    if picture == "matrix" or place.result.kind == "sequence" or is_bundled(place):
        return "matrix"
    return "maps" if place.result.kind == "image" else "units"


def _width(shape: Shape) -> int:
    """The number of values, channels, features per step or symbols of a shape."""
    if shape.kind == "tokens":
        return shape.symbols
    return shape.sizes[0 if shape.kind == "image" else -1]


def _shape(shape: Shape) -> LayerShape:
    return {"kind": shape.kind, "sizes": list(shape.sizes), "symbols": shape.symbols}


def _parameters(net: Sequential, place: LayerPlace) -> list[tuple[str, LayerParameter]]:
    """For each array of weights, the name of its module, and the array's name, shape and position
    in `theta`."""
    found: list[tuple[str, LayerParameter]] = []
    for index in range(place.start, place.stop):
        for name, module in net.modules[index].named_modules(str(index)):
            for own, tensor in module.own_parameters():
                offset, strides = layout(tensor.data, net.theta)
                parameter: LayerParameter = {
                    "name": f"{name}.{own}",
                    "shape": list(tensor.data.shape),
                    "offset": offset,
                    "strides": list(strides),
                }
                found.append((name, parameter))
    return found
