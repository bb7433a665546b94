"""All messages between the page and the worker.

Messages to and from the run are declared in this package, and those of an instrument in
`messages.py` in its folder. The builder makes `web/src/generated/protocol.js` and its types from
both: lists of the orders and reports, and the names, types and shapes of each report's arrays.
Python builds and reads these messages, the worker's JavaScript passes them on, and the page checks
incoming messages.

**Revisions.** The page increments a revision whenever it sends a command that can change results
(`messages.Order`), and includes it in the command. The worker answers each such command with
`opened` or `failure` with that revision, and every frame contains the highest revision handled. The
page shows a frame only if its revision is the page's own, so outdated results are dropped in any
order of arrival.

**Arrays.** Arrays are declared with their report; see `arrays`. They are transferred as typed
arrays (`float32` for maps, `float64` for everything shown as a number). Maps are row-major images:
row 0 is the top (largest x₂), column 0 the left (smallest x₁). The position of a layer's parameters
in `theta` is given by an offset and strides (`LayerParameter`). Those of a dense layer are one
block of `units × (inputs + 1)` numbers from `offset`: row u holds the weights into unit u and then
its bias.

**Layers.** `opened` describes every layer of the experiment and the output (`NetworkLayer`): kind
and fields, as the settings' row `layers` declares them for editing (`layer_kinds`); the shapes of
its input and output; how `maps` show it, and in how many images; the names and positions of its
parameters. A `change` of `layers` sends a list of layers, each an object of `kind` and fields as in
`experiment.layers`, or its notation. Arrays with one entry per layer have one for each layer with
a `number`.
"""
