/**
 * Save text as a file.
 *
 * @param {string} name
 * @param {BlobPart} content
 * @param {string} [type]
 */
export function saveFile(name, content, type = 'text/plain') {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  // The download reads the URL only a moment later.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/**
 * Let the user choose a file.
 *
 * @param {string} accept extensions, such as `.json`
 * @returns {Promise<File | undefined>}
 */
export function chooseFile(accept) {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = accept;
  return new Promise((resolve) => {
    input.addEventListener('change', () => resolve(input.files?.[0]));
    input.addEventListener('cancel', () => resolve(undefined));
    input.click();
  });
}
