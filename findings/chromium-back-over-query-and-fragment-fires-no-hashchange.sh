#!/usr/bin/env bash
# Chromium 153 (@sparticuz/chromium 153.0.0): Back between two history entries of one document whose
# URLs differ in the query and in the fragment fires popstate, but no hashchange. If only the
# fragment differs, it fires both. The HTML standard requires hashchange whenever the fragments
# differ ("update document for history step application" compares nothing else), so a page that
# keeps its state in the fragment and, with pushState, its section in the query misses the change
# unless it also listens to popstate.
# Observed:
#   back over the fragment: popstate #y, hashchange #y
#   back over query and fragment: popstate #x
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-fund --no-audit @sparticuz/chromium@153.0.0 playwright-core@1.65.1 > /dev/null
cat > back.mjs <<'SCRIPT'
import { createServer } from 'node:http';
import chromium from '@sparticuz/chromium';
import { chromium as driver } from 'playwright-core';

const server = createServer((_, answer) => answer.setHeader('content-type', 'text/html').end('<p>page'));
await new Promise((listening) => server.listen(0, listening));
const browser = await driver.launch({ executablePath: await chromium.executablePath(), args: chromium.args });
const page = await browser.newPage();
await page.goto(`http://localhost:${server.address().port}/?a=1#x`);
await page.evaluate(() => {
  window.events = [];
  for (const type of ['popstate', 'hashchange'])
    addEventListener(type, () => window.events.push(`${type} ${location.hash}`));
  history.pushState(null, '', '?a=2#y');
  history.pushState(null, '', '?a=2#z');
});
const back = () =>
  page.evaluate(async () => {
    history.back();
    await new Promise((passed) => setTimeout(passed, 500));
    return window.events.splice(0).join(', ');
  });
const [fragment, both] = [await back(), await back()];
console.log('back over the fragment:', fragment);
console.log('back over query and fragment:', both);
await browser.close();
server.close();
process.exit(fragment === 'popstate #y, hashchange #y' && both === 'popstate #x' ? 0 : 1);
SCRIPT
node back.mjs
