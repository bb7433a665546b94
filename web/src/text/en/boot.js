/**
 * Starting Python and its failures: phrases of the worker and its client, which are language-neutral.
 * `phrases.js` describes the templates.
 */
export const boot = {
  'boot.loading': 'Loading Python',
  'boot.starting': 'Starting Python',
  'load.failed': '{file} could not be loaded: {reason}.',
  'load.corrupt': 'its contents are not what the site was built with',
  'load.wrong_length': 'its contents are not what the site was built with ({came} bytes came, not {bytes})',
  'load.no_answer': 'no answer came ({error})',
  'load.status': 'the server answered {status}',
  'load.broke_off': 'the connection broke off ({error})',
  'load.silence': 'nothing has come from the server for {seconds} seconds',
  'load.too_slow': 'it has not come within {seconds} seconds',
  'load.not_installed': 'Pyodide could not install it',
  'load.not_started': 'it did not start ({error})',
  'load.stopped': 'Python stopped while it was starting',
  'python.not_started': 'Python did not start: {error}',
  'python.failed': 'Python failed: {error}',
  'python.crashed': 'Python crashed: {error}',
  'python.ended': 'Python ended itself ({error}).',
  'python.memory': 'Python ran out of memory.',
  'worker.silent': 'The worker that runs Python does not answer any more.',
  'worker.failed': 'The worker that runs Python failed: {error}',
  'worker.refused': 'This browser does not let the page start a worker, in which Python would run.',
  'worker.unknown': 'This browser does not offer workers; without them Python cannot run here.',
  'worker.no_wasm': 'This browser has WebAssembly switched off or does not know it; without it Python cannot run here.',
};
