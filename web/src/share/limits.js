/** The limits on shared data; the page's text also mentions them. */

/** The maximum number of characters that the trained weights, and a table, may have in a link. */
export const MOST_WEIGHTS = 16 * 1024;
export const MOST_TABLE = 8 * 1024;
/** The longest animation, in seconds. */
export const LONGEST_S = 10;
