import { html, nothing } from 'lit';
import { chart } from '../../charts/cr-chart.js';
import { digits as text } from '../../text/apps/digits.js';
import { formatPercent, formatShort, formatSigned } from '../../text/format.js';
import { AppElement, menu, runControls } from '../app-element.js';
import { drawMaps, drawMatrix, drawSigned, reachOf } from '../pixels.js';
import { drawing } from './cr-drawing.js';
import { Digits, digitsOf } from './state.js';

/** @import { DigitRead, Influences, Received } from '../../generated/protocol' */
/** @import { Lab } from '../../model/lab.js' */

/** Maps side by side. */
const COLUMNS = 8;
/** Milliseconds between two paints while the run trains. */
const PAINT_MS = 120;

/** `<cr-digits experiment="app:digits">`: a network that recognises what the reader draws. */
export class CrDigits extends AppElement {
  constructor() {
    super();
    this.renderMs = this.paintMs = PAINT_MS;
  }

  get rows() {
    return [{ name: 'digits', State: Digits }];
  }

  get set() {
    return this.lab && digitsOf(this.lab).set;
  }

  /** @param {Lab} lab */
  view(lab) {
    const state = digitsOf(lab);
    const { behind, read } = state;
    return html`<figure class="app-figure" aria-label=${text.figure}>
      ${setMenu(state)} ${runControls(lab)}
      <div class="app-columns">
        <section class="app-part" aria-labelledby="draw-heading">
          <h2 id="draw-heading">${text.draw}</h2>
          ${drawing({ lab })}
          <div class="app-buttons">
            <button type="button" @click=${() => state.clear()}>${text.clear}</button>
            <button type="button" ?disabled=${!lab.isLive} @click=${() => state.next()}>${text.heldOut}</button>
          </div>
          <p class="quiet">${state.example === undefined ? text.keys : text.heldOutShown(state.example + 1)}</p>
        </section>
        ${read ? html`${answers(state, read)} ${reasons(read)} ${layers(read)} ${training(state, read, behind)}` : nothing}
        <section class="app-part app-chart">${chart({ lab })}</section>
      </div>
    </figure>`;
  }

  /** @param {Lab} lab */
  paint(lab) {
    const { behind, read } = digitsOf(lab);
    if (read) this.paintReading(read);
    if (!behind) return;
    const size = behind.side ** 2;
    this.querySelectorAll('.app-behind canvas').forEach((canvas, at) => {
      const picture = { values: behind.arrays.pictures, offset: at * size, height: behind.side, width: behind.side };
      drawMatrix(/** @type {HTMLCanvasElement} */ (canvas), picture, { low: 0, high: 1, kind: 'ink' });
    });
  }

  /** @param {Received<DigitRead>} read */
  paintReading({ arrays, layers, side }) {
    const size = { height: side, width: side };
    const canvasOf = (/** @type {string} */ selector) => /** @type {HTMLCanvasElement | null} */ (this.querySelector(`${selector} canvas`));
    const given = canvasOf('.app-given');
    if (given) drawMatrix(given, { values: arrays.pixels, ...size }, { low: 0, high: 1, kind: 'ink' });
    const pull = canvasOf('.app-pull');
    if (pull) drawSigned(pull, { values: arrays.pull, ...size }, reachOf(arrays.pull));
    this.querySelectorAll('.app-maps canvas').forEach((canvas, at) => {
      const values = arrays[`maps ${at}`];
      const layer = layers[at];
      if (values && layer) drawMaps(/** @type {HTMLCanvasElement} */ (canvas), values, layer, COLUMNS);
    });
  }
}

/** @param {Digits} state */
const setMenu = (state) => menu(state.lab, { label: text.sets, names: text.setNames, chosen: state.set, choose: (set) => state.open(set) });

/** @param {Digits} state @param {Received<DigitRead>} read */
function answers(state, { answer, arrays, kind, names, truth }) {
  const isRight = answer === truth;
  return html`<section class="app-part" aria-labelledby="answers-heading">
    <h2 id="answers-heading">${text.answers}</h2>
    <div class="app-bars ${names.some((name) => name.length > 1) ? 'has-words' : ''}" role="group" aria-label=${text.answersHint}>
      ${names.map((name, at) => bar(state, { name, share: arrays.probabilities[at] ?? 0, at, isShown: at === kind, isAnswer: at === answer }))}
    </div>
    <p class="quiet">
      ${text.answersHint}
      ${state.target === null ? nothing : html`<button type="button" class="text-button" @click=${() => state.explain(null)}>${text.followAnswer}</button>`}
    </p>
    ${truth === null ? nothing : html`<p class=${isRight ? '' : 'is-problem'}>${text.truth(names[truth] ?? '', isRight)}</p>`}
  </section>`;
}

/**
 * @param {Digits} state
 * @param {{ name: string, share: number, at: number, isShown: boolean, isAnswer: boolean }} row
 */
function bar(state, { name, share, at, isShown, isAnswer }) {
  return html`<button
    type="button"
    class="app-bar ${isAnswer ? 'is-answer' : ''}"
    aria-pressed=${isShown}
    @click=${() => state.explain(at)}
  >
    <span>${name}</span> <meter min="0" max="1" .value=${share} aria-hidden="true"></meter> <span class="number">${formatPercent(share)}</span>
  </button>`;
}

/** @param {Received<DigitRead>} read */
function reasons({ arrays, kind, names }) {
  const name = names[kind] ?? '';
  return html`<section class="app-part" aria-labelledby="pull-heading">
    <h2 id="pull-heading">${text.pull(name)}</h2>
    <div class="app-pictures">
      <figure class="app-given"><canvas role="img" aria-label=${text.given}></canvas><figcaption class="quiet">${text.given}</figcaption></figure>
      <figure class="app-pull">
        <canvas role="img" aria-label=${text.pullLabel(name)}></canvas>
        <figcaption class="quiet">${text.pullLegend(formatShort(reachOf(arrays.pull)))}</figcaption>
      </figure>
    </div>
  </section>`;
}

/** @param {Received<DigitRead>} read */
function layers({ layers }) {
  return html`<section class="app-part app-wide app-maps" aria-labelledby="layers-heading">
    <h2 id="layers-heading">${text.layers}</h2>
    <div class="app-layers">
      ${layers.map(({ layer, maps, height, width }) => {
        const words = text.layer(layer, maps, height, width);
        return html`<figure><canvas role="img" aria-label=${words}></canvas><figcaption class="quiet">${words}</figcaption></figure>`;
      })}
    </div>
  </section>`;
}

/**
 * @param {Digits} state
 * @param {Received<DigitRead>} read
 * @param {Received<Influences> | undefined} behind
 */
function training(state, { kind, names }, behind) {
  const shown = behind ? (names[behind.kind] ?? '') : (names[kind] ?? '');
  return html`<section class="app-part app-wide app-behind" aria-labelledby="behind-heading">
    <h2 id="behind-heading">${text.behind(shown)}</h2>
    <p class="quiet">${text.behindHint}</p>
    <p>
      <button type="button" @click=${() => state.findBehind()}>${text.findBehind}</button>
      <span class="quiet" role="status">${behind && state.isBehindOutdated ? text.outdated : ''}</span>
    </p>
    ${behind ? [side(text.towards, names, behind, 0), side(text.away, names, behind, behind.kinds.length / 2)] : nothing}
  </section>`;
}

/**
 * One half of the examples, starting at an index.
 *
 * @param {string} title
 * @param {string[]} names
 * @param {Received<Influences>} behind
 * @param {number} start
 */
function side(title, names, { arrays, kinds }, start) {
  return html`<h3>${title}</h3>
    <ul class="app-examples">
      ${kinds.slice(start, start + kinds.length / 2).map((kind, at) => {
        const words = text.example(names[kind] ?? '', formatSigned(arrays.products[start + at] ?? 0));
        return html`<li><canvas role="img" aria-label=${words}></canvas><span>${words}</span></li>`;
      })}
    </ul>`;
}

customElements.define('cr-digits', CrDigits);
