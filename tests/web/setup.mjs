/**
 * What the page's modules need outside a browser: Vite's imports, and the few globals that modules read while they
 * load. This file is loaded before every test file (`node --import`).
 */
import { register } from 'node:module';

register('./imports.mjs', import.meta.url);

globalThis.matchMedia ??= () => ({ matches: false, addEventListener() {} });
globalThis.devicePixelRatio ??= 1;
