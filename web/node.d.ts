/** What the builder's plugins use of Node. */
declare module 'node:fs' {
  export function existsSync(path: URL): boolean;
  export function readFileSync(path: URL): { readUInt32BE(offset: number): number };
}
