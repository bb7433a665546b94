// Runs in a page before its scripts: pages of tests draw at most ten times per second, because no test depends on a
// higher rate, and style, layout and paint take most of the tests' CPU time. A page at rest still draws without delay.
{
  const SHORTEST_MS = 100;
  const native = requestAnimationFrame.bind(globalThis);
  let last = -Infinity;
  let isScheduled = false;
  let ids = 0;
  /** @type {Map<number, FrameRequestCallback>} */
  let due = new Map();

  const draw = (time) => {
    last = performance.now();
    isScheduled = false;
    const calls = [...due.values()];
    due = new Map();
    for (const call of calls) {
      try {
        call(time);
      } catch (error) {
        reportError(error);
      }
    }
  };

  globalThis.requestAnimationFrame = (call) => {
    ids += 1;
    due.set(ids, call);
    if (!isScheduled) {
      isScheduled = true;
      const wait = last + SHORTEST_MS - performance.now();
      if (wait > 0) setTimeout(() => native(draw), wait);
      else native(draw);
    }
    return ids;
  };
  globalThis.cancelAnimationFrame = (id) => due.delete(id);
}
