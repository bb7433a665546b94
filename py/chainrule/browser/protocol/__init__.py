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
row-major images: row 0 is the top (largest x₂), column 0 the left (smallest x₁). Parameters of a
layer are one block of `units × (inputs + 1)` numbers in `theta` from `offset`: row u holds the
weights into unit u and, last, its bias.
"""
