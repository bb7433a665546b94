/** Still pictures of figures, for readers without JavaScript and for print. `tests/bench/page/stills.py` takes them. */
import { existsSync, readFileSync } from "node:fs";

/** The width and height in the first chunk of a PNG file. @param {URL} file */
function sizeOf(file) {
  const bytes = readFileSync(file);
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

/**
 * The picture of a figure, or nothing if it has not been taken.
 *
 * @param {"learn" | "apps"} folder of the page
 * @param {string} name of the picture
 * @param {string} about what it shows
 * @param {string} [kind] its class
 */
export function picture(folder, name, about, kind = "still") {
  const file = new URL(`./${folder}/pictures/${name}.png`, import.meta.url);
  if (!existsSync(file)) return "";
  const { width, height } = sizeOf(file);
  return `<img class="${kind}" src="./pictures/${name}.png" width="${width}" height="${height}" alt="${about}" loading="lazy" />`;
}

/** A plugin that gives the figure of each application its picture, with a caption. */
export const appStills = {
  name: "app-stills",
  transformIndexHtml: {
    order: /** @type {const} */ ("pre"),
    /**
     * @param {string} page
     * @param {{ path: string }} context
     */
    handler: (page, { path }) => {
      const name = /^\/apps\/([\w-]+)\.html$/.exec(path)?.[1];
      if (!name) return page;
      return page.replace(/<cr-[a-z]+\s[^>]*?\babout="([^"]+)"[^>]*>/, (tag, about) => {
        const image = picture("apps", name, about, "still-picture");
        return image && `${tag}<figure class="still">${image}<figcaption class="quiet">${about}</figcaption></figure>`;
      });
    },
  },
};
