import { rootOf } from "./page-head.js";

/**
 * The masthead of lessons, which are English and have no state to show.
 *
 * @param {string} root the relative address of the site's folder
 */
const masthead = (root) => `<header class="masthead">
      <p class="wordmark"><a href="${root}"><span class="mark">∂</span>Chainrule</a></p>
      <nav class="places" aria-label="Places">
        <a href="${root}">Lab</a>
        <a href="${root}?place=learn" aria-current="true">Learn</a>
        <a href="${root}?place=instruments">Instruments</a>
        <a href="${root}?place=about">About</a>
      </nav>
      <div class="masthead-tools"><cr-theme class="theme"></cr-theme></div>
    </header>`;

/** A plugin that puts the masthead into the pages of lessons, in place of a comment. */
export const lessonMasthead = {
  name: "lesson-masthead",
  transformIndexHtml: {
    order: /** @type {const} */ ("pre"),
    /**
     * @param {string} page
     * @param {{ path: string }} context the page's path, from the site's folder
     */
    handler: (page, { path }) => page.replace("<!-- masthead -->", () => masthead(rootOf(path))),
  },
};
