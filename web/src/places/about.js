/** The text about the page: its purpose, the software that it uses, its sources, and its installation. */
import { html } from 'lit';
import { text } from '../text/index.js';

/** @import { Lab } from '../model/lab.js' */

/** Pages of the reference, in the order in which the text names them. */
const FILES = ['index.html', 'nn.html', 'optim.html', 'experiment.html', 'command-line.html'];
const INSTALL = 'pip install .\nchainrule train experiment.json --epochs 200';

/** @param {Lab} lab */
export function about(lab) {
  const { what, runs, sources, reference, install, licence } = text.about;
  return html`<section>
      <p>${text.tagline}.</p>
      ${what.map((sentence) => html`<p>${sentence}</p>`)}
    </section>
    <section aria-labelledby="about-runs">
      <h3 id="about-runs">${runs.title}</h3>
      <p>${runs.text}</p>
      <p>${text.engines[lab.engineName] ?? text.loading}</p>
    </section>
    <section aria-labelledby="about-reference">
      <h3 id="about-reference">${reference.title}</h3>
      <p>${reference.text}</p>
      <ul>
        ${reference.links.map((label, at) => html`<li><a href="docs/${FILES[at] ?? ''}">${label}</a></li>`)}
      </ul>
    </section>
    <section aria-labelledby="about-install">
      <h3 id="about-install">${install.title}</h3>
      <p>${install.text}</p>
      <pre tabindex="0"><code>${INSTALL}</code></pre>
    </section>
    <section aria-labelledby="about-sources">
      <h3 id="about-sources">${sources.title}</h3>
      <ul>
        ${sources.list.map((source) => html`<li>${source}</li>`)}
      </ul>
    </section>
    <section aria-labelledby="about-licence">
      <h3 id="about-licence">${licence.title}</h3>
      <p>${licence.text} <a href="licences.txt">${licence.link}</a></p>
    </section>`;
}
