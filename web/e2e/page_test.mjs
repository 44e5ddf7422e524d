// The page in a browser, over canned answers (fixture.mjs). Usage: node --test e2e/page_test.mjs
// WEB_DIST is the folder of the built pages.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { completion, openPage, picture, startBrowser, write } from './browser.mjs';
import { startFixture } from './fixture.mjs';

const DIST = process.env.WEB_DIST ?? fileURLToPath(new URL('../../build/web/dist', import.meta.url));
const ROOT = 'data[at0001]/events[at0006]';
const PRESSURE = `SELECT o/${ROOT}/time/value AS time,
  o/${ROOT}/data[at0003]/items[at0004]/value/magnitude AS systolic,
  o/${ROOT}/data[at0003]/items[at0005]/value/magnitude AS diastolic -- mm[Hg]
FROM EHR e CONTAINS OBSERVATION o[openEHR-EHR-OBSERVATION.blood_pressure.v2]`;

let browser;
let server;

before(async () => {
  browser = await startBrowser();
  server = await startFixture(DIST);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/** Runs `steps` on a fresh page; the page may complain of nothing but refused requests. */
async function onPage(steps, options, url = server.url) {
  const { page, complaints, close } = await openPage(browser, url, options);
  try {
    await steps(page);
    assert.deepEqual(complaints.filter((c) => !/status of 40[04]/.test(c)), []);
  } finally {
    await close();
  }
}

/** Takes the chosen completion. The editor minds no key until its list has stood for 75 ms, lest it come by surprise. */
async function accept(page, key) {
  await page.waitForTimeout(200);
  await page.keyboard.press(key);
}

const rowCount = (page) => page.locator('.results-head [role=status]').first();

test('a query is run with Ctrl+Enter and its rows appear', () => onPage(async (page) => {
  await write(page, PRESSURE);
  await page.keyboard.press('Control+Enter');
  await rowCount(page).filter({ hasText: '240 rows' }).waitFor();
  assert.deepEqual(await page.locator('table.rows thead th').allTextContents(),
    ['Row', 'time', 'systolic', 'diastolic', 'position', 'comment', 'odd']);
  const first = page.locator('table.rows tbody tr[aria-rowindex="2"]');
  assert.deepEqual(await first.locator('td').allTextContents(), ['2026-01-01T00:00:00Z', '120.0', '82.7', 'Sitting', '–', '=1+1']);
  const asked = server.questions.at(-1);
  assert.equal(asked.q, PRESSURE);
  assert.equal(asked.fetch, 1000);
  assert.equal(asked.ehr, undefined);
  await picture(page, 'table');
  await first.getByRole('button', { name: /Open position/ }).click();
  const detail = page.getByRole('complementary');
  await detail.locator('.json-string', { hasText: 'at1001' }).waitFor();
  await picture(page, 'detail');
  await page.keyboard.press('Escape');
  assert.equal(await detail.count(), 0);
}));

test('archetypes, classes and paths are completed', () => onPage(async (page) => {
  await page.getByText('3 archetypes to complete from').waitFor();
  await write(page, 'SELECT  FROM EHR e CONTAINS ');
  const list = page.locator('.cm-tooltip-autocomplete li');
  await page.keyboard.type('OBS');
  await list.first().filter({ hasText: 'OBSERVATION' }).waitFor();
  await accept(page, 'Enter');
  await page.keyboard.type(' o[');
  await list.nth(1).waitFor();
  assert.equal(await list.count(), 2);
  await picture(page, 'archetypes');
  await page.keyboard.type('blood');
  await list.nth(1).waitFor({ state: 'detached' });
  await accept(page, 'Enter');
  await page.keyboard.press('Control+Home');
  for (let i = 0; i < 'SELECT '.length; ++i) await page.keyboard.press('ArrowRight');
  await page.keyboard.type('o/sys');
  await list.first().filter({ hasText: 'Systolic' }).waitFor();
  await picture(page, 'paths');
  await accept(page, 'Tab');
  assert.equal(await page.locator('.cm-content').innerText(),
    `SELECT o/${ROOT}/data[at0003]/items[at0004]/value/magnitude FROM EHR e CONTAINS OBSERVATION o[openEHR-EHR-OBSERVATION.blood_pressure.v2]`);
}));

test('a server without a layout still completes the language', async () => {
  const bare = await startFixture(DIST, { layout: false });
  try {
    await onPage(async (page) => {
      await page.getByText('No archetypes').waitFor();
      await write(page, 'SELECT e FROM EHR e CONTAINS ');
      await page.keyboard.type('COM');
      await completion(page, 'COMPOSITION');
    }, {}, bare.url);
  } finally {
    await bare.stop();
  }
});

test('what the server refuses is underlined and said', () => onPage(async (page) => {
  await write(page, 'SELECT o\nFROM OBSERVATON o');
  await page.keyboard.press('Control+Enter');
  const mark = page.locator('.cm-lintRange-error');
  await mark.waitFor();
  assert.equal(await mark.innerText(), 'OBSERVATON');
  assert.match(await page.locator('.errors').innerText(), /^2:6 At 2:6: .*did you mean OBSERVATION/);
  await mark.hover();
  await page.locator('.cm-tooltip-hover').getByText('did you mean OBSERVATION').waitFor();
  await picture(page, 'error');
  await page.keyboard.press('Control+End');
  await page.keyboard.type(' ');
  await mark.waitFor({ state: 'detached' });
}));

test('an alias that FROM does not declare is underlined while typing', () => onPage(async (page) => {
  await write(page, 'SELECT x/name/value FROM EHR e CONTAINS COMPOSITION c');
  await page.locator('.cm-lintRange-warning').waitFor();
  assert.match(await page.locator('.errors').innerText(), /FROM declares no x/);
}));

test('100,000 rows are there and only those in view are in the page', () => onPage(async (page) => {
  await write(page, `${PRESSURE}\nLIMIT 100000`);
  await page.keyboard.press('Control+Enter');
  await rowCount(page).filter({ hasText: '100,000 rows' }).waitFor({ timeout: 60_000 });
  assert.equal(server.questions.at(-1).fetch, undefined);
  assert.ok(await page.locator('table.rows tbody tr').count() < 200);
  await page.locator('.table-scroller').evaluate((element) => (element.scrollTop = element.scrollHeight));
  await page.locator('tr[aria-rowindex="100001"]').waitFor();
  assert.ok(await page.locator('table.rows tbody tr').count() < 200);
  await page.getByRole('tab', { name: 'Chart' }).click();
  await page.locator('.chart svg path').first().waitFor();
  await picture(page, 'many');
}));

test('times and numbers become a chart', () => onPage(async (page) => {
  await write(page, PRESSURE);
  await page.keyboard.press('Control+Enter');
  await rowCount(page).filter({ hasText: '240 rows' }).waitFor();
  await page.getByRole('tab', { name: 'Chart' }).click();
  await page.locator('.chart svg[role=img][aria-label^="systolic, diastolic over time"]').waitFor();
  assert.equal(await page.locator('.chart .series path').count(), 2);
  await page.locator('.chart svg').hover({ position: { x: 400, y: 150 } });
  await page.locator('.readout').getByText(/systolic \d/).waitFor();
  await picture(page, 'chart');
  await page.getByRole('checkbox', { name: 'diastolic' }).uncheck();
  assert.equal(await page.locator('.chart .series path').count(), 1);
}));

test('a chart tells patients apart, and does not join many of them', () => onPage(async (page) => {
  const ask = async (text, rows) => {
    await write(page, `${PRESSURE} -- ${text}`);
    await page.keyboard.press('Control+Enter');
    await rowCount(page).filter({ hasText: rows }).waitFor();
  };
  await ask('patients', '30 rows');
  await page.getByRole('tab', { name: 'Chart' }).click();
  await page.locator('.chart .series').nth(2).waitFor();
  assert.equal(await page.locator('.chart .series path').count(), 3);
  assert.deepEqual(await page.locator('.legend li').allTextContents(), ['patient 0', 'patient 1', 'patient 2']);
  await picture(page, 'patients');
  await ask('many patients', '400 rows');
  await page.locator('.chart .series circle').nth(399).waitFor();
  assert.equal(await page.locator('.chart .series path').count(), 0);
  await page.getByRole('checkbox', { name: 'Lines' }).check();
  await page.locator('.chart .series path').waitFor();
}));

test('explain shows the plan without running the query', () => onPage(async (page) => {
  await write(page, PRESSURE);
  await page.getByRole('button', { name: 'Explain' }).click();
  await page.locator('.explain pre').filter({ hasText: 'ORDER BY b.id' }).waitFor();
  assert.equal(await page.getByRole('cell', { name: 'SCAN b' }).count(), 1);
  assert.equal(server.questions.at(-1).explain, true);
  await picture(page, 'explain');
}));

test('parameters and the EHR go with the question', () => onPage(async (page) => {
  await write(page, 'SELECT c FROM COMPOSITION c WHERE c/a > $least AND c/b = $code');
  await page.getByLabel('$least', { exact: true }).fill('5.50');
  await page.getByLabel('$code', { exact: true }).fill('007');
  await page.getByLabel('EHR', { exact: true }).fill('7d44b88c-4199-4bad-97dc-d78268e01398');
  await picture(page, 'parameters');
  await page.getByRole('button', { name: 'Run' }).click();
  await rowCount(page).filter({ hasText: '240 rows' }).waitFor();
  const asked = server.questions.at(-1);
  assert.deepEqual(asked.query_parameters, { least: 5.5, code: '007' });
  assert.equal(asked.ehr, '7d44b88c-4199-4bad-97dc-d78268e01398');
}));

test('warnings are shown, and an empty answer says so', () => onPage(async (page) => {
  await write(page, `${PRESSURE} -- warn`);
  await page.keyboard.press('Control+Enter');
  await page.getByText('One value could not be read.').waitFor();
  await write(page, `${PRESSURE} -- nothing`);
  await page.keyboard.press('Control+Enter');
  await page.getByText('No row matches.').waitFor();
}));

test('the rows are downloaded as CSV', () => onPage(async (page) => {
  await write(page, PRESSURE);
  await page.keyboard.press('Control+Enter');
  await rowCount(page).filter({ hasText: '240 rows' }).waitFor();
  const waiting = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download CSV' }).click();
  const lines = (await readFile(await (await waiting).path(), 'utf8')).split('\r\n');
  assert.equal(lines[0], '\ufefftime,systolic,diastolic,position,comment,odd');
  assert.match(lines[1], /^2026-01-01T00:00:00Z,120\.0,82\.7,"\{""_type"":""DV_CODED_TEXT"".*\}",,'=1\+1$/);
  assert.equal(lines.length, 242);
}));

test('the history keeps texts and nothing else', () => onPage(async (page) => {
  await write(page, PRESSURE);
  await page.keyboard.press('Control+Enter');
  await rowCount(page).filter({ hasText: '240 rows' }).waitFor();
  assert.deepEqual(await page.evaluate(() => ({ ...localStorage })), { 'socle.aql.history': JSON.stringify([PRESSURE]) });
  await page.reload();
  await page.locator('.cm-content').filter({ hasText: 'systolic' }).waitFor();
  await write(page, 'SELECT 1');
  await page.getByText('History', { exact: true }).click();
  await picture(page, 'history');
  await page.locator('.history-list').getByText('AS systolic').click();
  await page.locator('.cm-content').filter({ hasText: 'systolic' }).waitFor();
  await page.getByText('History', { exact: true }).click();
  await page.getByRole('button', { name: 'Forget all' }).click();
  assert.equal(await page.evaluate(() => localStorage.length), 0);
}));

test('it works in the dark and on a narrow screen', () => onPage(async (page) => {
  await write(page, PRESSURE);
  await page.keyboard.press('Control+Enter');
  await rowCount(page).filter({ hasText: '240 rows' }).waitFor();
  await picture(page, 'dark');
  await page.setViewportSize({ width: 390, height: 844 });
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  await picture(page, 'narrow');
}, { colorScheme: 'dark' }));
