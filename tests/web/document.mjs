/** The parts of a document that the page's helpers need: elements with children, and the tokens of a style sheet. */

export class FakeElement {
  /** @param {string} name */
  constructor(name) {
    this.name = name;
    /** @type {FakeElement[]} */
    this.children = [];
    this.textContent = '';
    this.hidden = false;
    /** @type {Record<string, string>} */
    this.style = {};
    /** @type {Record<string, string>} */
    this.dataset = {};
    /** @type {Record<string, (event?: object) => void>} */
    this.listeners = {};
    this.clicks = 0;
  }
  /** @param {...FakeElement} children */
  append(...children) {
    this.children.push(...children);
  }
  /** @param {FakeElement} child */
  appendChild(child) {
    this.children.push(child);
    return child;
  }
  remove() {}
  click() {
    this.clicks += 1;
  }
  /** @param {string} name @param {(event?: object) => void} listener */
  addEventListener(name, listener) {
    this.listeners[name] = listener;
  }
}

/** The colours of the tokens, by name. Tests can change them, as a theme does. @type {Record<string, string>} */
export const tokens = {};
/** All created elements. @type {FakeElement[]} */
export const made = [];
globalThis.document = /** @type {any} */ ({
  body: new FakeElement('body'),
  documentElement: new FakeElement('html'),
  createElement(/** @type {string} */ name) {
    const element = new FakeElement(name);
    made.push(element);
    return element;
  },
});
globalThis.getComputedStyle = /** @type {any} */ (
  (/** @type {FakeElement} */ { style }) => ({
    color: tokens[style['color']?.replace(/var\(--(.*)\)/, '$1') ?? ''] ?? 'rgb(1, 2, 3)',
    getPropertyValue: (/** @type {string} */ name) => name.slice(2),
  })
);
