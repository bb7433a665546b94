/** Plots of the risks and their quality: histogram, reliability, course over the epochs, temperature and true risks. */
import { html, nothing, svg } from 'lit';
import { diagnosis as text } from '../../text/apps/diagnosis.js';
import { formatFixed, formatShort } from '../../text/format.js';
import { columnOf, highest, plot, rowOf, Scale } from '../plot.js';

/** @import { Diagnosis, Received } from '../../generated/protocol' */

/** @typedef {Received<Diagnosis>} Report */

const SHARE = { low: 0, high: 1 };
/**
 * Columns of `course`: the calibration error without and with temperature scaling, and the risk of the first
 * patient that is tracked.
 */
const OWN_ERROR = 2;
const ERROR = 5;
const FIRST_RISK = 8;

/**
 * A histogram of the risks of the healthy and the ill, and the course of some patients' risks.
 *
 * @param {Report} report
 */
export function probabilities(report) {
  const { arrays, classes } = report;
  const count = arrays.histograms.length / 2;
  const most = highest(0.1, arrays.histograms);
  const scale = new Scale({ ...SHARE, label: text.risk }, { low: -most, high: most, label: text.histogram, isMirrored: true });
  const bar = (/** @type {number} */ at, /** @type {boolean} */ isIll) => {
    const share = arrays.histograms[(isIll ? count : 0) + at] ?? 0;
    const [left, right] = [scale.x(at / count), scale.x((at + 1) / count)];
    const [top, foot] = isIll ? [scale.y(share), scale.y(0)] : [scale.y(0), scale.y(-share)];
    return svg`<rect class=${isIll ? 'is-plus' : 'is-minus'} x=${left + 0.5} y=${top} width=${right - left - 1} height=${foot - top}></rect>`;
  };
  const bins = Array.from({ length: count }, (_, at) => at);
  const [healthy = '', ill = ''] = classes;
  return html`<section class="app-part" aria-labelledby="risks-heading">
    <h2 id="risks-heading">${text.probabilities}</h2>
    ${plot(
      text.histogramLabel(ill, healthy),
      scale,
      svg`${bins.map((at) => svg`${bar(at, true)}${bar(at, false)}`)}<path class="axis" d="M${scale.x(0)} ${scale.y(0)}H${scale.x(1)}"></path>
      <text class="mark-name" x=${scale.x(0.02)} y=${scale.y(most * 0.86)}>▲ ${ill}</text><text class="mark-name" x=${scale.x(0.98)} y=${scale.y(-most * 0.94)} text-anchor="end">▼ ${healthy}</text>`,
    )}
    ${followed(report)}
  </section>`;
}

/** The risks of some patients over the epochs. @param {Report} report */
function followed({ arrays: { course }, columns: width }) {
  const epochs = columnOf(course, width, 0);
  if (epochs.length < 2) return nothing;
  const scale = new Scale({ low: 0, high: highest(1, epochs), label: text.epoch }, { ...SHARE, label: text.risk }, 180);
  const risksOf = Array.from({ length: width - FIRST_RISK }, (_, at) => columnOf(course, width, FIRST_RISK + at));
  return html`${plot(text.followed(risksOf.length), scale, risksOf.map((risks) => svg`<path class="line thin" d=${scale.path(epochs, risks)}></path>`))}
    <p class="quiet">${text.followedNote(risksOf.length)}</p>`;
}

/** The reliability diagram. @param {Report} report */
export function reliability({ arrays }) {
  const scale = new Scale({ ...SHARE, label: text.predicted }, { ...SHARE, label: text.observed }, 300);
  const count = arrays.bins.length / 5;
  const own = [1, 2].map((row) => rowOf(arrays.raw_bins, count, row));
  const [patients = [], predicted = [], observed = [], low = [], high = []] = [0, 1, 2, 3, 4].map((row) => rowOf(arrays.bins, count, row));
  const most = highest(1, patients);
  const marks = predicted.map((value, at) => {
    if (!Number.isFinite(value)) return nothing;
    const [x, y] = [scale.x(value), scale.y(observed[at] ?? 0)];
    const size = ((patients[at] ?? 0) / most) * 36;
    return svg`<rect class="count" x=${scale.x(at / count) + 1} y=${scale.y(0) - size} width=${scale.x(1 / count) - scale.x(0) - 2} height=${size}></rect>
      <path class="interval" d="M${x} ${scale.y(low[at] ?? 0)}V${scale.y(high[at] ?? 0)}"></path><circle class="dot" cx=${x} cy=${y} r="4.5"></circle>`;
  });
  const [ownX = [], ownY = []] = own;
  return html`<section class="app-part" aria-labelledby="reliability-heading">
    <h2 id="reliability-heading">${text.reliability}</h2>
    ${plot(
      text.reliabilityLabel,
      scale,
      svg`<path class="guide" d="M${scale.x(0)} ${scale.y(0)}L${scale.x(1)} ${scale.y(1)}"></path>${marks}
      ${ownX.map((x, at) => (Number.isFinite(x) ? svg`<path class="own" d="M${scale.x(x) - 4} ${scale.y(ownY[at] ?? 0) - 4}l8 8m0 -8l-8 8"></path>` : nothing))}`,
    )}
    ${legend()}
    <p class="quiet">${text.reliabilityNote}</p>
  </section>`;
}

const legend = () => html`<p class="quiet app-legend"><span class="key-own">×</span> ${text.own} <span class="key-dot">●</span> ${text.calibrated}</p>`;

/** The quality measures of the risks without and with temperature scaling. @param {Report} report */
export function quality({ calibrated, raw }) {
  const rows = /** @type {[keyof typeof text.rows, string][]} */ (Object.entries(text.rows)).filter(([name]) => raw[name] !== null);
  return html`<section class="app-part" aria-labelledby="quality-heading">
    <h2 id="quality-heading">${text.quality}</h2>
    <table class="app-table">
      <thead>
        <tr><td></td>${text.columns.map((name) => html`<th scope="col">${name}</th>`)}</tr>
      </thead>
      <tbody>
        ${rows.map(([name, words]) => html`<tr><th scope="row">${words}</th><td class="number">${three(raw[name])}</td><td class="number">${three(calibrated[name])}</td></tr>`)}
      </tbody>
    </table>
  </section>`;
}

/** @param {number | null} value */
const three = (value) => (value === null ? '–' : formatFixed(value, 4).replace('-', '−'));

/** The calibration error over the epochs. @param {Report} report */
export function course({ arrays, columns: width }) {
  const epochs = columnOf(arrays.course, width, 0);
  const [own, scaled] = [OWN_ERROR, ERROR].map((column) => columnOf(arrays.course, width, column));
  const scale = new Scale({ low: 0, high: highest(1, epochs), label: text.epoch }, { low: 0, high: highest(0.05, own ?? [], scaled ?? []), label: text.calibrationError });
  return html`<section class="app-part" aria-labelledby="course-heading">
    <h2 id="course-heading">${text.course}</h2>
    ${plot(text.courseLabel, scale, svg`<path class="line own" d=${scale.path(epochs, own ?? [])}></path><path class="line" d=${scale.path(epochs, scaled ?? [])}></path>`)}
    <p class="quiet app-legend"><span class="key-own">- -</span> ${text.own} <span class="key-dot">—</span> ${text.calibrated}</p>
  </section>`;
}

/** The fit of the temperature: the temperatures tried and their losses. @param {Report} report */
export function temperature({ arrays, epoch, temperature: value }) {
  // Before training, all risks are nearly equal, so any temperature fits about equally well.
  if (!epoch) return nothing;
  const path = arrays.training_of_temperature;
  const count = path.length / 2;
  const [temperatures, losses] = [rowOf(path, count, 0), rowOf(path, count, 1)];
  const [low, high] = [Math.min(...losses), Math.max(...losses)];
  const room = (high - low || 0.01) * 0.1;
  const scale = new Scale({ low: Math.min(1, ...temperatures) * 0.9, high: Math.max(1, ...temperatures) * 1.1, label: text.temperatureAxis }, { low: low - room, high: high + room, label: text.loss });
  return html`<section class="app-part" aria-labelledby="temperature-heading">
    <h2 id="temperature-heading">${text.temperature(formatShort(value))}</h2>
    ${plot(text.temperatureLabel, scale, svg`<path class="line" d=${scale.path(temperatures, losses)}></path>${temperatures.map((t, at) => svg`<circle class="dot" cx=${scale.x(t)} cy=${scale.y(losses[at] ?? 0)} r="3.5"></circle>`)}`)}
    <p class="quiet">${text.temperatureNote}</p>
  </section>`;
}

/** The predicted risks plotted against the true ones, if these are known. @param {Report} report */
export function truth({ arrays }) {
  if (!arrays.truth.length) return nothing;
  const scale = new Scale({ ...SHARE, label: text.trueRisk }, { ...SHARE, label: text.risk }, 300);
  const [known, risks] = [columnOf(arrays.truth, 3, 0), columnOf(arrays.truth, 3, 2)];
  return html`<section class="app-part" aria-labelledby="truth-heading">
    <h2 id="truth-heading">${text.scatter}</h2>
    ${plot(text.scatterLabel, scale, svg`<path class="cloud" d=${scale.dots(known, risks)}></path><path class="guide" d="M${scale.x(0)} ${scale.y(0)}L${scale.x(1)} ${scale.y(1)}"></path>`)}
    <p class="quiet">${text.scatterNote}</p>
  </section>`;
}
