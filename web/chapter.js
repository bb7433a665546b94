/**
 * A plugin that completes the chapters of the article: the navigation, formulas as MathML, and still pictures.
 */
import katex from "katex";
import { picture } from "./stills.js";
import { glossary } from "./src/text/en/glossary.js";
import { CHAPTERS } from "./src/text/learn/chapters.js";
import { texts } from "./src/text/learn/texts.js";

/** @param {number} at the chapter's index in `CHAPTERS` */
function navigation(at) {
  const link = (/** @type {number} */ index, /** @type {string} */ arrow) => {
    const chapter = CHAPTERS[index];
    return chapter ? `<a rel="${arrow}" href="./${chapter.file}.html">${chapter.title}</a>` : "<span></span>";
  };
  return `<nav class="chapters" aria-label="Chapters">
      ${link(at - 1, "prev")}
      <span><a href="./index.html">All chapters</a> · <a href="./glossary.html">Glossary</a></span>
      ${link(at + 1, "next")}
    </nav>`;
}

/** @param {number} at */
function top(at) {
  const { title, minutes } = /** @type {import("./src/text/learn/chapters.js").Chapter} */ (CHAPTERS[at]);
  return `<p class="chapter-line">Backpropagation, chapter ${at + 1} of ${CHAPTERS.length} · about ${minutes} minutes <cr-progress></cr-progress></p>
      <h1>${title}</h1>
      <noscript><p class="quiet">${texts.withoutScript}</p></noscript>`;
}

const list = () =>
  `<ol class="contents">${CHAPTERS.map(
    ({ file, title, line, minutes }) =>
      `<li><a href="./${file}.html">${title}</a> <span class="quiet">${minutes} min <cr-progress chapter="${file}"></cr-progress></span><p>${line}</p></li>`,
  ).join("")}</ol>`;

/** The glossary, sorted. Each term is the target of a link. */
function terms() {
  const rows = Object.entries(glossary.glossary).sort(([, one], [, other]) => one.term.localeCompare(other.term, "en"));
  const entries = rows.map(([key, { term, meaning, chapter: file }]) => {
    const at = CHAPTERS.findIndex((other) => other.file === file);
    const link = at < 0 ? "" : ` <a href="./${file}.html">Chapter ${at + 1}: ${CHAPTERS[at]?.title}</a>`;
    return `<dt id="${key}"><dfn>${term}</dfn></dt><dd>${meaning}${link}</dd>`;
  });
  return `<dl class="glossary">${entries.join("")}</dl>`;
}

/**
 * A formula on lines of its own, which it may continue at `\qquad` and `\break`.
 *
 * @param {string} latex
 */
function block(latex) {
  const parts = latex.split(/(\\qquad|\\break)\b/);
  const items = parts.flatMap((part, at) => (at % 2 ? [] : [`<span${parts[at + 1] === "\\qquad" ? ' class="apart"' : ""}>${formula(part, true)}</span>`]));
  return `<div class="formula" tabindex="0" role="group" aria-label="Formula">${items.join("")}</div>`;
}

/** @param {string} latex @param {boolean} displayMode */
const formula = (latex, displayMode) =>
  katex.renderToString(latex.replaceAll("&amp;", "&").replaceAll("&lt;", "<"), { output: "mathml", displayMode, throwOnError: true });

/**
 * Every figure and measurement gets its still picture, which readers without JavaScript see, and which is printed
 * in place of a figure that has not started.
 *
 * @param {string} page
 * @param {string} name of the chapter
 */
const withStills = (page, name) =>
  page.replace(/<cr-(?:figure|measure)\s[^>]*?\b(?:id|what)="([\w-]+)"[^>]*?\babout="([^"]+)"[^>]*>/g, (tag, id, about) => tag + picture("learn", `${name}/${id}`, about));

export const chapter = {
  name: "chapter",
  transformIndexHtml: {
    order: /** @type {const} */ ("pre"),
    /**
     * @param {string} page
     * @param {{ path: string }} context
     */
    handler: (page, { path }) => {
      const name = /^\/learn\/([\w-]+)\.html$/.exec(path)?.[1];
      if (!name) return page;
      const at = CHAPTERS.findIndex(({ file }) => file === name);
      return withStills(page, name)
        .replace("<!-- contents -->", list)
        .replace("<!-- glossary -->", terms)
        .replace("<!-- top -->", () => top(at))
        .replace("<!-- navigation -->", () => navigation(at))
        .replace(/<tex>([^]*?)<\/tex>([,.;:?!)]*)/g, (_, latex, mark) => {
          const math = formula(latex, false);
          // A line does not begin with a punctuation mark.
          return mark ? `<span class="unbroken">${math}${mark}</span>` : math;
        })
        .replace(/<tex-block>([^]*?)<\/tex-block>/g, (_, latex) => block(latex));
    },
  },
};
