// Runs in a page before its scripts: the worker that it starts is the kept one.
globalThis.Worker = class {
  #channel = new BroadcastChannel("kept Python");
  #name = crypto.randomUUID();

  constructor() {
    this.#channel.onmessage = ({ data: { holder, data } }) => {
      if (holder === this.#name) this.onmessage?.(new MessageEvent("message", { data }));
    };
  }

  postMessage(data) {
    this.#channel.postMessage({ from: this.#name, data });
  }

  terminate() {
    this.#channel.close();
  }
};
