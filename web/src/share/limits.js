/** Limits of what is shared, which the texts also name. */

/** The most characters of the trained weights in a link, and of a table. */
export const MOST_WEIGHTS = 16 * 1024;
export const MOST_TABLE = 8 * 1024;
/** The longest animation, in seconds. */
export const LONGEST_S = 10;
