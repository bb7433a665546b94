/**
 * Recovery of a run after a reload, a closed tab or a browser crash. Each tab stores its run's newest
 * checkpoint under its own name; the next visit offers to continue the run.
 *
 * @import { Checkpoint } from '../generated/protocol'
 * @import { Lab } from '../model/lab.js'
 * @import { KeptRun } from './storage.js'
 */
import { inStorage } from './storage.js';
import { Tracked } from '../signals/tracked.js';

const LOCK = 'chainrule run ';
/** After a reload, the previous page may hold its name for this long. */
const LET_GO_MS = 1000;

export class LeftRun extends Tracked {
  /** @param {Lab} lab */
  constructor(lab) {
    super();
    this.lab = lab;
    /** The offered run, and the name under which it is stored. */
    /** @type {{ name: string, run: KeptRun } | undefined} */
    this.offered = undefined;
    /** This tab's name; a reload keeps it. */
    this.name = claimName();
    this.looked = Promise.resolve();
  }

  /**
   * Look for an interrupted run to offer. No checkpoint is stored before the search has ended, so the run is not
   * overwritten.
   */
  look() {
    this.looked = this.find();
  }

  /** Find an interrupted run that matches the page's URL. */
  async find() {
    try {
      const own = await this.name;
      /** @type {string[]} */
      const names = await inStorage((database) => database.getAllKeys('runs'));
      const inUse = await namesInUse();
      const left = names.filter((name) => name === own || !inUse.has(name));
      const [newest, ...older] = (await Promise.all(left.map(read))).flat().sort((a, b) => b.run.time - a.run.time);
      for (const { name } of older) void forget(name);
      const address = this.lab.opened?.hash;
      if (!newest || this.lab.frame?.step) return;
      if (newest.name !== own && address && address !== newest.run.hash) return;
      this.offered = newest;
    } catch {
      // Without storage there is nothing to offer.
    }
  }

  /** @param {Checkpoint} checkpoint */
  async keep({ text, step, epoch, hash }) {
    await this.looked;
    const name = await this.name;
    // A new run that has not started does not replace the offered one.
    if (!step && this.offered?.name === name) return;
    /** @type {KeptRun} */
    const run = { text, epoch, hash, time: Date.now() };
    const isKept = step ? inStorage((database) => database.put('runs', run, name)) : forget(name);
    await isKept.catch(() => undefined);
  }

  /** Continue the offered run. */
  continue() {
    const { lab, offered } = this;
    if (!offered) return;
    this.offered = undefined;
    const kept = /** @type {unknown} */ (JSON.parse(offered.run.text));
    const { experiment } = /** @type {{ experiment: { table?: string } }} */ (kept);
    void lab.commands.sendTable(experiment.table ?? '').then(() => {
      lab.commands.send({ type: 'restore', checkpoint: offered.run.text, reason: '' });
      void this.name.then((own) => offered.name !== own && forget(offered.name));
    });
  }

  /**
   * Discard the offered run. The offer ends only once the run is deleted, because the page could be reloaded before
   * that.
   */
  async dismiss() {
    const { offered } = this;
    if (offered) await forget(offered.name);
    if (this.offered === offered) this.offered = undefined;
  }
}

/** @param {string} name */
async function read(name) {
  /** @type {KeptRun | undefined} */
  const run = await inStorage((database) => database.get('runs', name));
  return run ? [{ name, run }] : [];
}

/** @param {string} name */
function forget(name) {
  return inStorage((database) => database.delete('runs', name)).catch(() => undefined);
}

/**
 * A name for this tab's run, locked while the page is open so that no other tab offers it. A
 * duplicated tab has the name of the original, which holds the lock, so it gets a new name.
 *
 * @returns {Promise<string>}
 */
async function claimName() {
  const wanted = storedName() ?? newName();
  if (!('locks' in navigator) || (await isHeld(wanted))) return wanted;
  const other = newName();
  await isHeld(other);
  return other;
}

/** @param {string} name */
function isHeld(name) {
  return new Promise((/** @type {(isMine: boolean) => void} */ resolve) => {
    const hold = () => {
      resolve(true);
      // The lock is held until the page is closed.
      return new Promise(() => {});
    };
    navigator.locks.request(LOCK + name, { signal: AbortSignal.timeout(LET_GO_MS) }, hold).catch(() => resolve(false));
  });
}

/** @returns {Promise<Set<string>>} */
async function namesInUse() {
  if (!('locks' in navigator)) return new Set();
  const { held = [] } = await navigator.locks.query();
  return new Set(held.map(({ name = '' }) => name.slice(LOCK.length)));
}

function storedName() {
  try {
    return sessionStorage.getItem('run') ?? undefined;
  } catch {
    return undefined;
  }
}

function newName() {
  const name = [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16)).join('');
  try {
    sessionStorage.setItem('run', name);
  } catch {
    // After a reload, the page has another name and finds the run under this one.
  }
  return name;
}
