// The report in a browser: see ./run, which makes the pages and starts this.
'use strict';
const { createRequire } = require('node:module');
const { after, before, describe, test } = require('node:test');
const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const folder = process.env.BROWSER_MODULES;
const installed = createRequire(path.join(folder, 'package.json'));
const { chromium } = installed('playwright-core');
const axe = fs.readFileSync(installed.resolve('axe-core/axe.min.js'), 'utf8');

const PAGES = ['minusma', 'two-sites', 'compare', 'hostile'];
const url = name => 'file://' + path.join(folder, name, 'report.html');
let browser;
before(async () => {
  const program = execFileSync('sh', ['-c', 'command -v chromium']).toString().trim();
  browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox'] });
});
after(() => browser.close());

/** Opens a page, and fails on any message of the browser and on any request but that for the page itself. */
const opened = async (name, options = {}, what) => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const wrong = [];
  page.on('console', message => wrong.push('console: ' + message.text()));
  page.on('pageerror', error => wrong.push('error: ' + error));
  await page.route('**/*', route => {
    if (route.request().url().split('#')[0] === url(name)) return route.continue();
    wrong.push('request: ' + route.request().url().slice(0, 200));
    return route.abort();
  });
  await page.goto(url(name));
  await what(page);
  await context.close();
  assert.deepEqual(wrong, []);
};

/** A CSV file without quoted line breaks, as rows of named fields. */
const table = (name, file) => {
  const [head, ...lines] = fs.readFileSync(path.join(folder, name, file), 'utf8').trim().split('\n');
  const fields = line => [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(m => m[1].replace(/^"|"$/g, '').replace(/""/g, '"'));
  const names = fields(head);
  return lines.map(line => Object.fromEntries(fields(line).map((field, i) => [names[i], field])));
};
const grouped = n => Number(n).toLocaleString('en-GB');
const percent = share => {
  const whole = Math.round(share * 100);
  if (whole === 0 && share > 0) return '< 1 %';
  return whole === 100 && share < 1 ? '> 99 %' : whole + ' %';
};
const words = date => new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(date));
const set = (page, day) => page.$eval('#day', (slider, day) => {
  slider.value = day;
  slider.dispatchEvent(new Event('input'));
}, day);

for (const name of PAGES) {
  test(`${name}: opens without an error or a request`, () => opened(name, {}, async page => {
    const time = await page.evaluate(() => performance.getEntriesByType('navigation')[0].loadEventEnd);
    console.log(`${name}: ${fs.statSync(path.join(folder, name, 'report.html')).size} bytes, loaded in ${Math.round(time)} ms`);
    assert.match(await page.title(), /\S/);
    assert.equal(await page.locator('h1').count(), 1);
    assert.ok(await page.locator('main section').count() >= 3);
  }));
}

for (const name of ['minusma', 'two-sites']) {
  test(`${name}: the slider moves curve, map and table to the numbers of the CSV files`, () => opened(name, {}, async page => {
    const strength = table(name, 'strength.csv').filter(row => row.component === 'international' && row.quantity === 'present');
    const places = table(name, 'places.csv');
    const stages = table(name, 'stages.csv');
    const sites = table(name, 'sites.csv');
    const [min, max] = await page.$eval('#day', slider => [+slider.min, +slider.max]);
    const scale = +(await page.locator('svg.map.wide').getAttribute('data-scale'));
    const days = [min, Math.round((2 * min + max) / 3), Math.round((min + max) / 2), Math.round((min + 3 * max) / 4), max];
    for (const day of days) {
      await set(page, day);
      const row = strength[day];
      const told = `${words(row.date)}: ${grouped(row.p50)} people left (median), 90 % between ${grouped(row.p05)} and ${grouped(row.p95)}`;
      assert.equal(await page.locator('#day-words').textContent(), told);
      assert.equal(await page.locator('#day').getAttribute('aria-valuetext'), told);
      const [y0, y1, most, cy] = await page.$eval('svg.curve.wide', svg => [+svg.dataset.y0, +svg.dataset.y1, +svg.dataset.most, +svg.querySelector('.cursor-dot').getAttribute('cy')]);
      assert.ok(Math.abs(cy - (y1 - (y1 - y0) * row.p50 / most)) < 0.06, `the dot of ${row.date}`);
      for (const [index, site] of sites.entries()) {
        const place = places.find(place => place.date === row.date && place.site === site.site);
        const stage = stages.find(stage => stage.date === row.date && stage.site === site.site);
        const cells = await page.locator('#sites-day tbody tr').nth(index).locator('th, td').allTextContents();
        const expected = [site.name, `${stage.stage}, ${percent(stage[stage.stage + '_share'])}`, percent(stage.ended_share), grouped(place.people_p50), `${grouped(place.people_p05)} to ${grouped(place.people_p95)}`];
        assert.deepEqual(cells, expected, `${site.site} on ${row.date}`);
        const mark = page.locator(`svg.map.wide .site[data-site="${index}"]`);
        assert.equal(await mark.getAttribute('data-stage'), stage.stage);
        assert.ok(Math.abs(await mark.locator('.people').getAttribute('r') - scale * Math.sqrt(place.people_p50)) < 0.06);
        const shown = await mark.locator('.operating, .closing, .vacated, .ended').evaluateAll(shapes => shapes.filter(shape => getComputedStyle(shape).display !== 'none').map(shape => shape.getAttribute('class')));
        assert.deepEqual(shown, [stage.stage]);
      }
    }
  }));
}

test('arrow keys move a day, Page keys a week, and the first and last day hold', () => opened('minusma', {}, async page => {
  const slider = page.locator('#day');
  const day = async () => +(await slider.inputValue());
  await slider.focus();
  const start = await day();
  await page.keyboard.press('ArrowLeft');
  assert.equal(await day(), start - 1);
  const before = await page.locator('#day-words').textContent();
  await page.keyboard.press('PageDown');
  assert.equal(await day(), start - 8);
  assert.notEqual(await page.locator('#day-words').textContent(), before);
  await page.keyboard.press('PageUp');
  await page.keyboard.press('ArrowRight');
  assert.equal(await day(), start);
  await page.keyboard.press('Home');
  await page.keyboard.press('PageDown');
  assert.equal(await day(), +(await slider.getAttribute('min')));
  await page.keyboard.press('End');
  await page.keyboard.press('PageUp');
  assert.equal(await day(), +(await slider.getAttribute('max')));
}));

test('everything can be reached by Tab, and what has the focus shows it', () => opened('minusma', {}, async page => {
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.className), 'skip');
  const wanted = new Set(['day', 'play', 'filter-words']);
  for (let i = 0; i < 150 && wanted.size; i++) {
    await page.keyboard.press('Tab');
    const [id, outline] = await page.evaluate(() => [document.activeElement.id, getComputedStyle(document.activeElement).outlineStyle]);
    assert.notEqual(outline, 'none', `${id} shows no focus`);
    wanted.delete(id);
  }
  assert.deepEqual([...wanted], []);
}));

test('pointing at the curve tells the day, a click moves the slider', () => opened('minusma', {}, async page => {
  const curve = page.locator('svg.curve.wide');
  await curve.scrollIntoViewIfNeeded();
  const box = await curve.boundingBox();
  const at = [box.x + box.width * 0.6, box.y + box.height / 2];
  const before = await page.locator('#day').inputValue();
  await page.mouse.move(...at);
  assert.match(await page.locator('#day-words').textContent(), /people left .*; the plan: /);
  assert.equal(await page.locator('#day').inputValue(), before);
  await page.mouse.click(...at);
  assert.notEqual(await page.locator('#day').inputValue(), before);
}));

test('Play moves on by itself, and is not offered to those who do not want motion', async () => {
  await opened('minusma', {}, async page => {
    const before = +(await page.locator('#day').inputValue());
    await page.locator('#play').click();
    await page.waitForFunction(before => +document.getElementById('day').value > before + 1, before);
    await page.locator('#play').click();
    assert.equal(await page.locator('#play').textContent(), 'Play');
  });
  await opened('minusma', { reducedMotion: 'reduce' }, async page => assert.ok(await page.locator('#play').isHidden()));
});

test('the filter shows the inputs that hold its words, and how many', () => opened('minusma', {}, async page => {
  const inputs = table('minusma', 'inputs.csv').filter(row => row.input.includes('kidal') && row.basis === 'assumed').length;
  assert.ok(inputs > 0);
  await page.locator('#filter-words').fill('kidal assumed');
  const shown = await page.locator('#inputs details[open] tbody tr:visible').count();
  assert.ok(shown >= inputs);
  assert.equal(await page.locator('#filter-count').textContent(), `${shown} inputs`);
  await page.locator('#filter-words').fill('');
  assert.equal(await page.locator('#inputs details[open]').count(), 0);
}));

test('without scripts the deadline is there, and the controls are not', () => opened('minusma', { javaScriptEnabled: false }, async page => {
  assert.ok(await page.locator('#controls').isHidden());
  assert.ok(await page.locator('#filter').isHidden());
  assert.match(await page.locator('#day-words').textContent(), /^31 December 2023: /);
  assert.equal(await page.locator('#sites-day tbody tr').count(), table('minusma', 'sites.csv').length);
}));

test('the scenario can be saved, and is the one that was run', () => opened('minusma', {}, async page => {
  await page.locator('details.scenario summary').click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('a[download]').click()]);
  assert.equal(download.suggestedFilename(), 'scenario.toml');
  const saved = fs.readFileSync(await download.path(), 'utf8');
  assert.equal(saved, fs.readFileSync(path.join(folder, 'minusma', 'scenario.toml'), 'utf8'));
}));

test('a hostile name is shown as it is', () => opened('hostile', {}, async page => {
  assert.equal(await page.locator('#sites-day tbody th').first().textContent(), '</script><b>Outpost</b>');
  assert.equal(await page.locator('#sites-day b').count(), 0);
}));

test('nothing makes the page wider than a small phone', async () => {
  for (const name of PAGES) {
    await opened(name, { viewport: { width: 320, height: 640 } }, async page => {
      await page.evaluate(() => document.querySelectorAll('details').forEach(fold => { fold.open = true; }));
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= 320, name);
    });
  }
});

// Two at a time: the checker takes most of the time of all tests.
describe('axe', { concurrency: 2 }, () => {
  for (const name of PAGES) {
    for (const colorScheme of ['light', 'dark']) {
      test(`${name}: axe finds nothing wrong, ${colorScheme}, at three sizes`, async () => {
        for (const width of [1280, 768, 360]) {
          // The checker is a script of the test's own, which the page's policy would not let in.
          await opened(name, { viewport: { width, height: 900 }, colorScheme, bypassCSP: true }, async page => {
            await page.screenshot({ path: path.join(folder, 'seen', `${name}-${colorScheme}-${width}.png`), fullPage: true });
            await page.evaluate(() => document.querySelectorAll('details').forEach(fold => { fold.open = true; }));
            await page.evaluate(axe);
            const { violations, passes } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations', 'passes'] }));
            const told = violations.map(v => `${v.id}: ${v.help} (${v.nodes.length}): ${v.nodes.slice(0, 3).map(n => n.html.slice(0, 160)).join(' | ')}`);
            assert.deepEqual(told, [], `${name} at ${width}`);
            assert.ok(passes.length > 20, 'the checker looked');
          });
        }
      });
    }
  }
});

test('it prints as pages', async () => {
  for (const name of ['minusma', 'compare']) {
    await opened(name, {}, async page => {
      const file = path.join(folder, 'seen', `${name}.pdf`);
      await page.pdf({ path: file, format: 'A4', preferCSSPageSize: true });
      const pages = fs.readFileSync(file, 'latin1').match(/\/Type\s*\/Page\b/g) ?? [];
      console.log(`${name}: ${pages.length} pages of A4`);
      assert.ok(pages.length >= 2 && pages.length < 60, `${pages.length} pages`);
      await page.emulateMedia({ media: 'print' });
      assert.ok(await page.locator('.controls').count() === 0 || await page.locator('.controls').isHidden());
    });
  }
});
