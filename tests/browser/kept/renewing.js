// Runs in the kept worker before the site's own script: captures the Python session when its proxy is created, and
// replaces it with a new one whenever a page asks for a worker.
{
  const Plain = Proxy;
  let made = [];
  self.Proxy = new Plain(Plain, {
    construct(target, given) {
      const proxy = Reflect.construct(target, given);
      made.push(proxy);
      return proxy;
    },
  });

  let renew;

  const find = () => {
    const session = made.find((proxy) => {
      try {
        return proxy.type === "Session";
      } catch {
        return false;
      }
    });
    self.Proxy = Plain;
    made = undefined;
    const names = session.receive.__func__.__globals__;
    const builtins = names.get("__builtins__");
    names.set("the_session", session);
    const run = builtins.get("exec") ?? builtins.exec;
    return () => run(RENEWAL, names);
  };

  const RENEWAL = `
import gc
from chainrule.data.tabular import own
own._kept.clear()
own._latest.clear()
the_session.__init__()
gc.collect()
`;

  self.addEventListener("message", (event) => {
    if (event.data.type !== "renew") return;
    event.stopImmediatePropagation();
    renew ??= find();
    renew();
    self.postMessage({ type: "renewed" });
  });
}
