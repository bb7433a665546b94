/**
 * Names and their numbers, to fill a tip with; rebuilt at every frame, hence without a template.
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
