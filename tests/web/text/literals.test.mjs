/** Every text that the page shows or that a screen reader speaks is in `web/src/text`; no other file contains one. */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';

const WEB = new URL('../../../web/', import.meta.url);
const ts = createRequire(new URL('package.json', WEB))('typescript');
const NAMES = new Set(['Chainrule', 'PNG', 'CSV']);
/** Attributes that are shown or spoken, and the properties for them. */
const SPOKEN = /\s(?:aria-(?:label|description|roledescription|valuetext)|title|placeholder|alt|label)="([^"]*)"/g;
const PROPERTIES = new Set(['textContent', 'innerText', 'title', 'placeholder', 'alt', 'ariaLabel', 'ariaDescription', 'ariaValueText']);
/** Two words after a capital letter, or before the end of a sentence. */
const SENTENCE = /^\s*\p{Lu}\p{L}*[,;:]? \p{L}{2,}|\p{L}{2,},? \p{L}{2,}[^{}<>]*[.…!?]\s*$/u;
const hasWord = (text) => /\p{L}{2,}/u.test(text) && !NAMES.has(text.trim());

/** The literal parts of a string or template, joined by a character that occurs in no text. */
function literal(node) {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  return ts.isTemplateExpression(node) ? [node.head.text, ...node.templateSpans.map((span) => span.literal.text)].join('\u0001') : '';
}

/** The literals in a source file that belong in the catalogues. */
function literalsIn(source) {
  const found = [];
  const visit = (node) => {
    if (ts.isTaggedTemplateExpression(node) && ['html', 'svg'].includes(node.tag.getText())) {
      const markup = literal(node.template).replace(/<!--.*?-->/gs, '');
      const attributes = [...markup.matchAll(SPOKEN)].map(([, value]) => value);
      const texts = markup.replace(/<[^>]*>/gs, '\u0001').replace(/&#?\w+;/g, ' ').split('\u0001');
      found.push(...[...attributes, ...texts].filter(hasWord));
    } else if (ts.isBinaryExpression(node) && ts.isPropertyAccessExpression(node.left) && PROPERTIES.has(node.left.name.text)) {
      if (hasWord(literal(node.right))) found.push(literal(node.right));
    } else if (ts.isCallExpression(node) && node.expression.getText().endsWith('.setAttribute')) {
      const [name, value] = node.arguments.map(literal);
      if (` ${name}="${value}"`.match(SPOKEN) && hasWord(value)) found.push(value);
    } else if (!ts.isTaggedTemplateExpression(node.parent) && SENTENCE.test(literal(node))) {
      found.push(literal(node));
    }
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(ts.createSourceFile('source.js', source, ts.ScriptTarget.ES2022, true, ts.ScriptKind.JS), visit);
  return found.map((text) => text.trim());
}

test('no text is written outside the catalogues', () => {
  const files = readdirSync(new URL('src/', WEB), { recursive: true }).filter((file) => file.endsWith('.js') && !/^(?:text|generated)\//.test(file));
  assert.ok(files.length > 150);
  const found = files.flatMap((file) => literalsIn(readFileSync(new URL(`src/${file}`, WEB), 'utf8')).map((text) => `${file}: ${text}`));
  assert.deepEqual(found, []);
});

test('the check finds texts in markup, attributes, properties and messages', () => {
  const cases = [
    ['html`<b>Learning rate ${value}</b>`', 'Learning rate'],
    ['html`<p class="quiet note">${text.note}</p>`', undefined],
    ['html`<button aria-label="Close it" class=${name}>×</button>`', 'Close it'],
    ["button.textContent = 'Retry'", 'Retry'],
    ['place.title = `${name} of the layer`', '\u0001 of the layer'],
    ["place.setAttribute('aria-label', 'Network')", 'Network'],
    ["place.setAttribute('class', 'quiet')", undefined],
    ["throw new Error('This browser has no canvas.')", 'This browser has no canvas.'],
    ["say('the file could not be read.')", 'the file could not be read.'],
    ["root.querySelector('.network canvas, select')", undefined],
  ];
  for (const [source, expected] of cases) assert.deepEqual(literalsIn(source), expected === undefined ? [] : [expected], source);
});
