// The page of the FHIR door in a browser, over canned answers. Usage: node --test e2e/fhir_page_test.mjs
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openPage, picture, startBrowser } from './browser.mjs';
import { startFixture } from './fixture.mjs';

const DIST = process.env.WEB_DIST ?? fileURLToPath(new URL('../../build/web/dist', import.meta.url));

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

/** Runs `steps` on a fresh page at `hash`; the page may complain of nothing but refused requests. */
async function onPage(hash, steps, options) {
  const { page, complaints, close } = await openPage(browser, server.url, { path: `/fhir${hash}`, ready: '.fhir .card, .fhir .error', ...options });
  try {
    await steps(page);
    assert.deepEqual(complaints.filter((c) => !/status of 4(00|04|10)/.test(c)), []);
  } finally {
    await close();
  }
}

const heading = (page) => page.locator('.resource-head h2');

test('types are listed with their counts', () => onPage('', async (page) => {
  await page.locator('.types .type-count', { hasText: '3' }).waitFor();
  assert.deepEqual(await page.locator('.types li').allInnerTexts(), ['Encounter\n0', 'Observation\n3', 'Patient\n1']);
  assert.equal(await page.title(), 'FHIR · Socle');
  await picture(page, 'fhir-types');
  await page.getByLabel('Only those with resources').check();
  await page.getByLabel('Find a type').fill('at');
  assert.deepEqual(await page.locator('.types a').allInnerTexts(), ['Observation', 'Patient']);
  await page.getByRole('link', { name: 'Patient' }).click();
  await page.locator('.found tbody tr').waitFor();
  assert.equal(new URL(page.url()).hash, '#/Patient');
}));

test('a search is made of the parameters of the type', () => onPage('#/Patient', async (page) => {
  const line = (i) => page.locator('.criterion').nth(i);
  await line(0).getByLabel('Parameter').selectOption('name');
  await line(0).getByLabel('Modifier').selectOption('exact');
  await line(0).getByLabel('Value').fill('Do&e');
  await page.getByRole('button', { name: 'Add a line' }).click();
  await line(1).getByLabel('Parameter').selectOption('birthdate');
  await line(1).getByLabel('Comparison').selectOption('ge');
  await line(1).getByLabel('Value').fill('1970');
  await page.keyboard.press('Enter');
  await page.locator('.results-bar', { hasText: '1 here of 1' }).waitFor();
  assert.equal(server.questions.at(-1), 'GET /Patient?name:exact=Do%26e&birthdate=ge1970');
  assert.deepEqual(await page.locator('.found tbody tr > *').allInnerTexts(), ['1', 'Anna Doe', '', '', '1974-12-25', '2026-01-03T00:00:00Z']);
  // The address says it all.
  await page.reload();
  await page.locator('.found tbody tr').waitFor();
  assert.equal(await line(0).getByLabel('Value').inputValue(), 'Do&e');
  assert.equal(await line(1).getByLabel('Comparison').inputValue(), 'ge');
  await picture(page, 'fhir-search');
  await page.getByRole('button', { name: 'Remove this line' }).last().click();
  await line(0).getByLabel('Value').fill('bad');
  await page.getByRole('button', { name: 'Search', exact: true }).click();
  await page.locator('.error', { hasText: 'name: no such name' }).waitFor();
}));

test('quantities have a unit, what may be missing a choice', () => onPage('#/Observation', async (page) => {
  const line = page.locator('.criterion');
  await line.getByLabel('Parameter').selectOption('value-quantity');
  await line.getByLabel('Value').fill('5.4');
  await line.getByLabel('Unit').fill('mg');
  await page.keyboard.press('Enter');
  await page.locator('.error').waitFor();
  assert.equal(server.questions.at(-1), 'GET /Observation?value-quantity=5.4%7C%7Cmg');
  await line.getByLabel('Modifier').selectOption('missing');
  await line.getByLabel('Value').selectOption('false');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Search', exact: true }).click();
  await page.waitForFunction(() => location.hash.endsWith('value-quantity:missing=false'));
}));

test('pages follow the links of the server', () => onPage('#/Observation', async (page) => {
  await page.locator('.results-bar', { hasText: '2 here of 3' }).waitFor();
  assert.deepEqual(await page.locator('.found tbody tr').first().locator('> *').allInnerTexts(),
    ['w0', 'Weight: 70 kg', 'final', 'Patient/1', '2026-01-01', '2026-01-03T00:00:00Z']);
  await page.getByRole('link', { name: 'Next' }).click();
  await page.locator('.results-bar', { hasText: '1 here of 3' }).waitFor();
  assert.equal(await page.locator('.found tbody th').innerText(), 'w2');
  await page.goBack();
  await page.locator('.results-bar', { hasText: '2 here of 3' }).waitFor();
}));

test('a resource shows its narrative without what could harm, and its references lead on', () => onPage('#/Patient/1', async (page) => {
  await heading(page).waitFor();
  assert.equal(await heading(page).innerText(), 'Patient Anna Doe');
  const narrative = page.locator('.narrative');
  assert.equal(await narrative.innerHTML(), '<div><p>Hello <b>Anna</b></p>(picture)<a>link</a></div>');
  await narrative.getByText('Hello').click();
  assert.equal(await page.evaluate(() => window.harmed), undefined);
  assert.equal(await page.locator('.json a').getAttribute('href'), '#/Organization/2');
  assert.deepEqual(await page.locator('.links section').first().locator('a').evaluateAll((links) => links.map((a) => a.hash)), ['#/Organization/2']);
  await page.getByRole('button', { name: 'Look for what refers to it' }).click();
  const into = page.getByRole('region', { name: 'Referred to by' });
  await into.getByRole('link', { name: 'Observation' }).waitFor();
  assert.deepEqual(await into.locator('li').allInnerTexts(), ['Observation by subject 3']);
  await picture(page, 'fhir-resource');
  await into.getByRole('link', { name: 'Observation' }).click();
  await page.locator('.results-bar', { hasText: '2 here of 3' }).waitFor();
  assert.equal(server.questions.at(-1), 'GET /Observation?subject=Patient/1');
  assert.equal(await page.locator('.criterion').getByLabel('Value').inputValue(), 'Patient/1');
}));

test('a history says what each version changed', () => onPage('#/Patient/1/_history', async (page) => {
  const versions = page.locator('.versions > li');
  await versions.first().waitFor();
  assert.deepEqual((await versions.locator('> p:first-child').allInnerTexts()).map((s) => s.replace(/\s+/g, ' ')), [
    'Version 3 written 2026-01-03T00:00:00Z', 'Version 2 deleted 2026-01-02T00:00:00Z', 'Version 1 created 2026-01-01T00:00:00Z',
  ]);
  await picture(page, 'fhir-history');
  await page.getByRole('link', { name: 'Version 1' }).click();
  await heading(page).waitFor();
  assert.equal(await page.locator('.trail').innerText().then((s) => s.replace(/\s+/g, ' ')), 'Resource types Patient 1 History Version 1');
}));

test('what is not there is said', async () => {
  await onPage('#/Patient/none', (page) => page.locator('.error', { hasText: 'there is none' }).waitFor());
  await onPage('#/Encounter/gone', (page) => page.getByText('It was deleted. Its history is still there.').waitFor());
});

test('it works in the dark and on a narrow screen', () => onPage('#/Patient/1', async (page) => {
  await heading(page).waitFor();
  await picture(page, 'fhir-dark');
  await page.setViewportSize({ width: 390, height: 844 });
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  await picture(page, 'fhir-narrow');
}, { colorScheme: 'dark' }));
