/**
 * A list of names and numbers for a tip. It is rebuilt at every frame and therefore has no template.
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
