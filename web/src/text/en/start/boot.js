/**
 * Starting Python, and its failures. The worker and its client report only the keys.
 * `phrases.js` describes the templates.
 */
export const boot = {
  'boot.loading': 'Loading Python',
  'boot.starting': 'Starting Python',
  'load.failed': '{file} could not be loaded: {reason}.',
  'load.corrupt': 'its contents differ from the file that the site was built with',
  'load.wrong_length': 'its contents differ from the file that the site was built with ({came} bytes arrived instead of {bytes})',
  'load.no_answer': 'the server did not answer ({error})',
  'load.status': 'the server answered {status}',
  'load.broke_off': 'the connection was lost ({error})',
  'load.silence': 'the server has sent nothing for {seconds} seconds',
  'load.too_slow': 'it did not arrive within {seconds} seconds',
  'load.not_installed': 'it could not be unpacked',
  'load.not_started': 'it did not start ({error})',
  'load.stopped': 'Python stopped while it was starting',
  'python.not_started': 'Python did not start: {error}',
  'python.failed': 'Python failed: {error}',
  'python.crashed': 'Python crashed: {error}',
  'python.ended': 'Python exited ({error}).',
  'python.memory': 'Python ran out of memory.',
  'worker.silent': 'The worker that runs Python has stopped responding.',
  'worker.failed': 'The worker that runs Python failed: {error}',
  'worker.refused': 'This browser does not allow the page to start a worker, which Python needs.',
  'worker.unknown': 'This browser does not support workers, which Python needs.',
  'worker.no_wasm': 'This browser does not support WebAssembly, or it is switched off. Python needs it.',
};
