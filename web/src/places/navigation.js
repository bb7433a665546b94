/**
 * The sections of the page: the lab, lists, and texts. The URL's query names the section (`?place=learn`), because the
 * part after `#` is the experiment.
 */
import { Tracked } from '../signals/tracked.js';

export const PLACES = /** @type {const} */ (['lab', 'learn', 'instruments', 'about']);

/** @typedef {typeof PLACES[number]} Place */

const KEY = 'place';

/**
 * The section that a URL names; by default, this is the lab.
 *
 * @param {string} query with `?`
 * @returns {Place}
 */
export function placeIn(query) {
  const named = new URLSearchParams(query).get(KEY);
  return PLACES.find((place) => place === named) ?? 'lab';
}

/**
 * A URL of a section that keeps the other parts of the query.
 *
 * @param {Place} place
 * @param {string} query with `?`
 */
export function urlOf(place, query) {
  const parameters = new URLSearchParams(query);
  if (place === 'lab') parameters.delete(KEY);
  else parameters.set(KEY, place);
  const words = parameters.toString();
  return words ? `?${words}` : './';
}

/**
 * The current section. Each entry of the browser's history has the number of the experiment that was open. Going back
 * to another section therefore keeps the run, and going back past the opening of an experiment returns to the earlier
 * one.
 */
export class Navigation extends Tracked {
  constructor() {
    super();
    /** @type {Place} */
    this.place = placeIn(location.search);
    this.opening = 0;
    history.replaceState({ opening: this.opening }, '');
  }

  /**
   * Go to a section. The browser's Back button leads back.
   *
   * @param {Place} place
   */
  go(place) {
    if (place === this.place) return;
    history.pushState({ opening: this.opening }, '', urlOf(place, location.search) + location.hash);
    this.place = place;
  }

  /** Go to the lab with another experiment. */
  goToNew() {
    this.opening++;
    this.go('lab');
  }

  /**
   * The browser went back or forward, or to a URL that the user typed.
   *
   * @returns {'same' | 'other' | 'typed'} whether the entry was made for the experiment that is open
   */
  follow() {
    this.place = placeIn(location.search);
    const { opening } = /** @type {{ opening?: number } | null} */ (/** @type {unknown} */ (history.state)) ?? {};
    if (opening === this.opening) return 'same';
    this.opening = opening ?? this.opening + 1;
    if (opening !== undefined) return 'other';
    history.replaceState({ opening: this.opening }, '');
    return 'typed';
  }
}
