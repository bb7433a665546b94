"""All messages between the page and the worker.

Messages to and from the run are declared in this package, and those of an instrument in
`messages.py` in the instrument's folder. From these declarations, the builder generates
`web/src/generated/protocol.js` and its types: lists of the orders and reports, and the names, types
and shapes of each report's arrays. Python reads the commands and creates the reports, the worker's
JavaScript passes both on, and the page checks the reports that it receives.

**Revisions.** The page increments its revision number whenever it sends a command that can change
results (`messages.Order`), and includes the number in the command. The worker answers each such
command with an `opened` or a `failure` that contains this revision, and every frame contains the
highest revision handled so far. The page shows a frame only if the frame's revision equals the
page's own, so outdated results are dropped regardless of the order in which they arrive.

**Arrays.** Arrays are declared next to their report; see `arrays`. They are transferred as typed
arrays: `float32` for maps, `float64` for everything that is displayed as a number. Maps are
row-major images: row 0 is at the top (largest x₂), column 0 at the left (smallest x₁). The
positions of a layer's parameters in `theta` are given by an offset and strides (`LayerParameter`).
The parameters of a dense layer are one block of `units × (inputs + 1)` numbers that starts at
`offset`: row u holds the weights into unit u, followed by its bias.

**Layers.** `opened` describes every layer of the experiment and the output (`NetworkLayer`): its
kind and fields, in the form that `layer_kinds` of the setting `layers` declares for the editor; the
shapes of its input and output; how `maps` shows the layer, and in how many images; and the names
and positions of its parameters. A `change` of `layers` sends a list of layers, each as an object
with `kind` and fields, as in `experiment.layers`, or in the layer notation. Arrays with one entry
per layer have an entry for each layer with a `number`.
"""
