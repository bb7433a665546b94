/**
 * The part of the head that all pages share: policy, icon, and the common styles.
 *
 * @param {string} root the relative address of the site's folder
 */
const head = (root) => `<meta charset="utf-8" />
    <meta
      http-equiv="Content-Security-Policy"
      content="default-src 'none'; script-src 'self' blob: 'wasm-unsafe-eval'; worker-src 'self' blob:; connect-src 'self' blob:; style-src 'self'; img-src 'self' data: blob:; frame-src 'self'; base-uri 'none'; form-action 'none'"
    />
    <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
    <meta name="color-scheme" content="light dark" />
    <link
      rel="icon"
      href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect width='32' height='32' rx='7' fill='%231f5fbf'/%3E%3Ctext x='16' y='24' font-family='Georgia,serif' font-size='25' font-style='italic' fill='white' text-anchor='middle'%3E∂%3C/text%3E%3C/svg%3E"
    />
    <!-- guard -->
    <link rel="stylesheet" href="${root}src/styles/index.css" />`;

/** A plugin that puts the head into every page, in place of a comment. */
export const pageHead = {
  name: "page-head",
  transformIndexHtml: {
    order: /** @type {const} */ ("pre"),
    /**
     * @param {string} page
     * @param {{ path: string }} context the page's path, from the site's folder
     */
    handler: (page, { path }) => page.replace("<!-- head -->", () => head(rootOf(path))),
  },
};

/** The relative address of the site's folder from a page. @param {string} path */
export const rootOf = (path) => "../".repeat(path.split("/").length - 2) || "./";
