/** The source of an experiment: the page's URL, or an attribute of an element. */

/**
 * @typedef {object} Address
 * @property {() => string} read the experiment, as after `#`
 * @property {(hash: string) => void} write
 */

/** @type {Address} */
export const pageAddress = {
  read: () => location.hash.replace(/^#/, ''),
  write: (hash) => {
    history.replaceState(history.state, '', hash ? `#${hash}` : location.pathname + location.search);
  },
};

/**
 * Elements in a lesson name their own experiment and do not change the page's URL.
 *
 * @param {string} hash
 * @returns {Address}
 */
export function fixedAddress(hash) {
  let current = hash;
  return {
    read: () => current,
    write: (other) => {
      current = other;
    },
  };
}

/** The page's query, with `?`. It says what is open, and how the page is set up. */
export const pageQuery = {
  read: () => location.search,
  /** @param {string} query */
  write: (query) => {
    if (query !== location.search) history.replaceState(history.state, '', (query || location.pathname) + location.hash);
  },
};
