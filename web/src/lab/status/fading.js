/** Messages that disappear on their own, but not while they are pointed at or focused. */

/** Milliseconds that it takes to notice a message, and to read one of its letters. */
const FIND_MS = 4000;
const LETTER_MS = 60;

/**
 * @typedef {object} Notice
 * @property {string} words
 * @property {() => void} end
 * @property {number} [ms] until it disappears; otherwise, as long as it takes to read
 */

export class Fading {
  /** @param {HTMLElement} element that shows the messages */
  constructor(element) {
    this.element = element;
    /** @type {Notice | undefined} */
    this.notice = undefined;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    for (const type of ['pointerenter', 'focusin']) element.addEventListener(type, () => clearTimeout(this.timer));
    for (const type of ['pointerleave', 'focusout']) element.addEventListener(type, () => this.restart());
  }

  /**
   * Show a message for as long as it takes to read; `undefined` if there is none.
   *
   * @param {Notice | undefined} notice
   */
  follow(notice) {
    const isOther = notice?.words !== this.notice?.words;
    this.notice = notice;
    if (isOther) this.restart();
  }

  restart() {
    clearTimeout(this.timer);
    const { notice, element } = this;
    if (!notice || element.matches(':hover, :focus-within')) return;
    this.timer = setTimeout(() => this.notice?.end(), notice.ms ?? FIND_MS + LETTER_MS * notice.words.length);
  }
}
