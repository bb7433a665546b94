// @ts-check
/**
 * Wheels: zip archives of Python packages. The builder stores their files uncompressed, because hosts compress each
 * archive as a whole. Unpacking therefore only has to locate the bytes of each file.
 */

const END = 0x06054b50;
const END_SIZE = 22;
const ENTRY = 0x02014b50;
const ENTRY_SIZE = 46;
const LOCAL_SIZE = 30;
const STORED = 0;

/**
 * The files of a wheel, as views of its bytes.
 *
 * @param {Uint8Array<ArrayBuffer>} wheel
 * @returns {{ name: string, content: Uint8Array<ArrayBuffer> }[]}
 * @throws {RangeError} if it is not a zip archive of uncompressed files
 */
export function filesIn(wheel) {
  const view = new DataView(wheel.buffer, wheel.byteOffset, wheel.length);
  const end = wheel.length - END_SIZE;
  if (end < 0 || view.getUint32(end, true) !== END) throw new RangeError("not a zip archive");
  const text = new TextDecoder();
  const found = [];
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left--) {
    if (view.getUint32(at, true) !== ENTRY || view.getUint16(at + 10, true) !== STORED) throw new RangeError("not an uncompressed file");
    const [length, extra, comment] = [28, 30, 32].map((place) => view.getUint16(at + place, true));
    const name = text.decode(wheel.subarray(at + ENTRY_SIZE, at + ENTRY_SIZE + (length ?? 0)));
    const local = view.getUint32(at + 42, true);
    const start = local + LOCAL_SIZE + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    found.push({ name, content: wheel.subarray(start, start + view.getUint32(at + 24, true)) });
    at += ENTRY_SIZE + (length ?? 0) + (extra ?? 0) + (comment ?? 0);
  }
  return found;
}

/**
 * Write a wheel's files into a folder. The file system then owns the bytes of the wheel.
 *
 * @param {import("./boot.js").FileSystem} FS
 * @param {string} folder
 * @param {Uint8Array<ArrayBuffer>} wheel
 */
export function unpack(FS, folder, wheel) {
  const known = new Set();
  for (const { name, content } of filesIn(wheel)) {
    const parent = `${folder}/${name.slice(0, name.lastIndexOf("/") + 1)}`;
    if (!known.has(parent)) FS.mkdirTree(parent);
    known.add(parent);
    FS.writeFile(`${folder}/${name}`, content, { canOwn: true });
  }
}
