/** Where an experiment is named: the page's own address, or the attribute of an element. */

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
 * What stands in a lesson names its experiment itself, and leaves the page's address alone.
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
