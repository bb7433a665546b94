/** The track from above: road, control points, trail, what the car sees, and the car. */
import { nothing, svg } from 'lit';
import { vehicle as text } from '../../text/apps/vehicle.js';

/** @import { Driven, Received } from '../../generated/protocol' */
/** @import { Vehicle } from './state.js' */

/** @type {Record<string, [number, number]>} */
const MOVES = { ArrowUp: [0, 1], ArrowDown: [0, -1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
/** The car's outline, in metres. */
const CAR = 'M-0.3 -0.35H1.2L1.5 0 1.2 0.35H-0.3Z';

/** @param {Vehicle} state */
export function road(state) {
  const { car, isDrawing, points, stroke, track, trail } = state;
  if (!track) return nothing;
  const room = track.size + 2;
  const { centre } = track.arrays;
  const line = Array.from({ length: centre.length / 2 }, (_, at) => `${centre[2 * at] ?? 0} ${centre[2 * at + 1] ?? 0}`).join('L');
  const drop = (/** @type {PointerEvent} */ event) => release(state, event);
  const pen = (/** @type {(state: Vehicle, event: PointerEvent, room: number) => void} */ act) => (/** @type {PointerEvent} */ event) => act(state, event, room);
  return svg`<svg class=${isDrawing ? 'app-road is-drawn' : 'app-road'} viewBox="${-room} ${-room} ${2 * room} ${2 * room}" role="group" aria-label=${text.drawing}
    @pointerdown=${isDrawing ? pen(beginStroke) : nothing} @pointermove=${pen(isDrawing ? continueStroke : drag)}
    @pointerup=${isDrawing ? pen(endStroke) : drop} @pointercancel=${isDrawing ? () => state.clearStroke() : drop}>
    <g transform="scale(1 -1)">
      <path class="road" d="M${line}Z" stroke-width=${track.width}></path><path class="middle" d="M${line}Z"></path>
      <path class="trail" d=${trail.length > 1 ? `M${trail.map(([x, y]) => `${x} ${y}`).join('L')}` : ''}></path>
      <path class="stroke" d=${stroke.length ? `M${stroke.map(([x, y]) => `${x} ${y}`).join('L')}` : ''}></path>
      ${isDrawing ? nothing : points.map(([x = 0, y = 0], at) => svg`<circle class="control" cx=${x} cy=${y} r="0.55" tabindex="0" role="button" aria-label=${text.control(at + 1, points.length)} data-index=${at}
        @pointerdown=${grab} @blur=${() => state.release()} @keydown=${(/** @type {KeyboardEvent} */ event) => key(state, at, event)}></circle>`)}
      ${car ? svg`${car.view === 'rays' ? rays(car) : ground(car)}<path class=${car.is_off ? 'car is-off' : 'car'} d=${CAR} transform=${placed(car.x, car.y, car.heading)}></path>` : nothing}
    </g>
  </svg>`;
}

/** @param {Received<Driven>} car */
function ground({ arrays, heading, x, y }) {
  const corners = Array.from({ length: arrays.ground.length / 2 }, (_, at) => `${arrays.ground[2 * at] ?? 0} ${arrays.ground[2 * at + 1] ?? 0}`);
  return svg`<path class="ground" d="M${corners.join('L')}Z" transform=${placed(x, y, heading)}></path>`;
}

/** @param {number} x @param {number} y @param {number} heading in radians */
const placed = (x, y, heading) => `translate(${x} ${y}) rotate(${(heading * 180) / Math.PI})`;

/** @param {Received<Driven>} car */
function rays({ angles, arrays, heading, x, y }) {
  const largest = Math.max(...arrays.gradient.map(Math.abs), 1e-9);
  return angles.map((angle, at) => {
    const direction = heading + (angle * Math.PI) / 180;
    const length = arrays.rays[at] ?? 0;
    const slope = arrays.gradient[at] ?? 0;
    return svg`<path class=${slope < 0 ? 'ray is-minus' : 'ray is-plus'} stroke-width=${0.06 + (0.3 * Math.abs(slope)) / largest} d="M${x} ${y}l${length * Math.cos(direction)} ${length * Math.sin(direction)}"></path>`;
  });
}

/** @param {PointerEvent} event */
function grab(event) {
  const control = /** @type {SVGElement} */ (event.currentTarget);
  control.setPointerCapture(event.pointerId);
  control.classList.add('is-held');
}

/** @param {Vehicle} state @param {PointerEvent} event */
function release(state, event) {
  state.release();
  /** @type {SVGElement} */ (event.target).classList.remove('is-held');
}

/** @param {Vehicle} state @param {PointerEvent} event @param {number} room */
function drag(state, event, room) {
  const control = /** @type {SVGElement} */ (event.target);
  if (!control.classList.contains('is-held')) return;
  state.place(Number(control.dataset['index']), ...placeOf(event, /** @type {SVGElement} */ (event.currentTarget), room));
}

/**
 * The point on the ground under the pointer.
 *
 * @param {PointerEvent} event
 * @param {Element} picture
 * @param {number} room
 * @returns {[x: number, y: number]}
 */
function placeOf({ clientX, clientY }, picture, room) {
  const { height, left, top, width } = picture.getBoundingClientRect();
  const at = (/** @type {number} */ share) => (2 * share - 1) * room;
  return [at((clientX - left) / width), -at((clientY - top) / height)];
}

/** @param {Vehicle} state @param {PointerEvent} event @param {number} room */
function beginStroke(state, event, room) {
  if (event.button !== 0 || state.isJudging) return;
  const picture = /** @type {SVGElement} */ (event.currentTarget);
  picture.setPointerCapture(event.pointerId);
  state.clearStroke();
  state.extend(...placeOf(event, picture, room));
}

/** @param {Vehicle} state @param {PointerEvent} event @param {number} room */
function continueStroke(state, event, room) {
  const picture = /** @type {SVGElement} */ (event.currentTarget);
  if (!picture.hasPointerCapture(event.pointerId)) return;
  for (const step of event.getCoalescedEvents?.() ?? [event]) state.extend(...placeOf(step, picture, room));
}

/** @param {Vehicle} state @param {PointerEvent} event */
function endStroke(state, event) {
  if (/** @type {SVGElement} */ (event.currentTarget).hasPointerCapture(event.pointerId)) state.finishStroke();
}

/** @param {Vehicle} state @param {number} index @param {KeyboardEvent} event */
function key(state, index, event) {
  const step = MOVES[event.key];
  if (!step) return;
  event.preventDefault();
  state.nudge(index, step);
}
