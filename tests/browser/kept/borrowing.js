// Runs in a page before its scripts: if the page starts a worker, it gets the kept one.
globalThis.Worker = class {
  #channel = new BroadcastChannel("kept Python");
  #name = crypto.randomUUID();
  #isOver = false;

  constructor() {
    this.#channel.onmessage = ({ data: { holder, data } }) => {
      if (holder === this.#name) this.onmessage?.(new MessageEvent("message", { data }));
    };
  }

  // Like a real worker, it ignores messages after it is terminated.
  postMessage(data) {
    if (!this.#isOver) this.#channel.postMessage({ from: this.#name, data });
  }

  terminate() {
    this.#isOver = true;
    this.#channel.close();
  }
};
