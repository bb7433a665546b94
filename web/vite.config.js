import { defineConfig } from "vite";
import { chapter } from "./chapter.js";
import { lessonMasthead } from "./lesson-masthead.js";
import { pageHead } from "./page-head.js";
import { appStills } from "./stills.js";
import { CHAPTERS } from "./src/text/learn/chapters.js";

/** A picture that the live page does not load. @param {string} file */
const isStill = (file) => /^(learn|apps)\/pictures\//.test(file);

export default defineConfig({
  // Relative URLs, so that the site works from any folder of any host.
  base: "./",
  publicDir: false,
  plugins: [pageHead, lessonMasthead, chapter, appStills],
  worker: { format: "es" },
  build: {
    // The builder adds the runtime and then replaces dist/ by the whole folder.
    outDir: "../.cache/site",
    emptyOutDir: true,
    target: "es2022",
    // The policy forbids data: URLs except for images, and nothing here is small.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      output: { assetFileNames: ({ originalFileNames }) => `${originalFileNames.some(isStill) ? "stills" : "assets"}/[name]-[hash][extname]` },
      input: [
        "index.html",
        "worked-example.html",
        "every-op.html",
        "apps/digits.html",
        "apps/names.html",
        "apps/diagnosis.html",
        "apps/vehicle.html",
        "learn/index.html",
        "learn/glossary.html",
        ...CHAPTERS.map(({ file }) => `learn/${file}.html`),
      ],
    },
  },
});
