/**
 * Names and numbers for a tip; rebuilt at every frame, and therefore without a template.
 *
 * @param {[name: string, value: string][]} lines
 */
export function definitionList(lines) {
  const list = document.createElement('dl');
  for (const [name, value] of lines) {
    const term = document.createElement('dt');
    const number = document.createElement('dd');
    term.textContent = name;
    number.textContent = value;
    list.append(term, number);
  }
  return list;
}
