import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Tracked, watch } from '../../../web/src/signals/tracked.js';

class Room extends Tracked {
  constructor() {
    super();
    this.width = 2;
    this.length = 3;
    this.name = 'hall';
    this.areas = 0;
  }

  get area() {
    return this.width * this.length;
  }

  get isLarge() {
    return this.area > 10;
  }

  turn() {
    [this.width, this.length] = [this.length, this.width];
  }
}

/** How often a reader is told, who reads again each time. */
function told(/** @type {() => unknown} */ read) {
  const found = { count: 0, end: () => {} };
  const again = () => {
    found.end = watch(read, () => {
      found.count += 1;
      again();
    }).stop;
  };
  again();
  return found;
}

test('who reads a field is told when it is another, and of no other field', () => {
  const room = new Room();
  const found = told(() => room.width);
  room.name = 'kitchen';
  room.width = 2;
  assert.equal(found.count, 0);
  room.width = 4;
  assert.equal(found.count, 1);
  found.end();
  room.width = 5;
  assert.equal(found.count, 1);
});

test('who reads a getter is told only when its value is another', () => {
  const room = new Room();
  const found = told(() => room.isLarge);
  room.width = 3;
  assert.equal(found.count, 0);
  room.width = 4;
  assert.equal(room.area, 12);
  assert.equal(found.count, 1);
});

test('methods change fields as anyone does', () => {
  const room = new Room();
  const [width, area] = [told(() => room.width), told(() => room.area)];
  room.turn();
  assert.deepEqual([room.width, room.length], [3, 2]);
  assert.equal(width.count, 1);
  assert.equal(room.area, 6);
  assert.ok(area.count >= 1);
});

test('what is read depends on what was read last: a branch that was not taken tells nobody', () => {
  const room = new Room();
  const found = told(() => (room.isLarge ? room.name : ''));
  room.name = 'kitchen';
  assert.equal(found.count, 0);
  room.width = 9;
  assert.equal(found.count, 1);
  room.name = 'ball room';
  assert.equal(found.count, 2);
});

test('a getter of a base class is tracked, too', () => {
  class Cellar extends Room {
    get isDamp() {
      return this.isLarge;
    }
  }
  const cellar = new Cellar();
  const found = told(() => cellar.isDamp);
  cellar.length = 30;
  assert.equal(cellar.isDamp, true);
  assert.equal(found.count, 1);
});
