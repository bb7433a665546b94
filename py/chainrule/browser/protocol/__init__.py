"""Every message that crosses between the page and the worker; the one contract of that boundary.

The builder makes `web/src/generated/protocol.js` and its types from this package: lists of the
commands, orders and reports, and the names of the arrays that a report carries. Python builds and
reads these messages; the worker's JavaScript passes them on; the page narrows what arrives.

**Revisions.** The page counts up a revision whenever it sends a command that can change results
(`messages.Order`) and stamps the command with it. The worker answers each such command with
`opened` or `failure` carrying that revision, and stamps every frame with the highest revision it
has handled. The page shows a frame as current only if its revision is the page's own: a stale
result is dropped, whatever the order of arrival.

**Arrays.** Arrays are declared beside their report, see `arrays`. They travel as transferred typed
arrays (`float32` for maps, `float64` for everything a person can read as a number). Maps are
row-major images: row 0 is the top (largest x₂), column 0 the left (smallest x₁). Where a
layer's parameters stand in `theta` is told with it, as offset and strides (`LayerParameter`). Those
of a dense layer are one block of `units × (inputs + 1)` numbers from `offset`: row u holds the
weights into unit u and, last, its bias.

**Layers.** `opened` describes every layer of the experiment and the output (`NetworkLayer`): kind
and fields, as the settings' row `layers` declares them for editing (`layer_kinds`); the shapes
before and behind it; how `maps` show it, and in how many images; the names and places of its
parameters. A `change` of `layers` sends a list of layers, each an object of `kind` and fields as in
`experiment.layers`, or a text as in an address. Arrays with one entry a layer have one for each
layer with a `number`.
"""
