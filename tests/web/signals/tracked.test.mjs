import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Tracked, properties, watch } from '../../../web/src/signals/tracked.js';

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

/** How often a reader is notified; it reads again each time. */
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

test('a reader of a field is notified when its value changes, but not when other fields change', () => {
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

test('a reader of a getter is notified only when its value changes', () => {
  const room = new Room();
  const found = told(() => room.isLarge);
  room.width = 3;
  assert.equal(found.count, 0);
  room.width = 4;
  assert.equal(room.area, 12);
  assert.equal(found.count, 1);
});

test('methods change fields like any other code', () => {
  const room = new Room();
  const [width, area] = [told(() => room.width), told(() => room.area)];
  room.turn();
  assert.deepEqual([room.width, room.length], [3, 2]);
  assert.equal(width.count, 1);
  assert.equal(room.area, 6);
  assert.ok(area.count >= 1);
});

test('dependencies are those of the last read, so a branch that was not taken notifies nobody', () => {
  const room = new Room();
  const found = told(() => (room.isLarge ? room.name : ''));
  room.name = 'kitchen';
  assert.equal(found.count, 0);
  room.width = 9;
  assert.equal(found.count, 1);
  room.name = 'ball room';
  assert.equal(found.count, 2);
});

test('a getter of a base class is also tracked', () => {
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

test('a reader of one property of a replaced object is notified only when that property changes', () => {
  class Form extends Tracked {
    constructor() {
      super();
      this.values = { noise: 0.1, momentum: 0.9 };
    }
  }
  const form = new Form();
  const settings = properties(() => form.values);
  const reader = told(() => settings['momentum']);
  form.values = { noise: 0.2, momentum: 0.9 };
  assert.equal(reader.count, 0);
  form.values = { noise: 0.2, momentum: 0.5 };
  assert.equal(reader.count, 1);
  assert.equal(settings['momentum'], 0.5);
  reader.end();
});
