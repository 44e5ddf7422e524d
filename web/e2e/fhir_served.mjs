// The page of the FHIR door as a running server has it. Usage: node e2e/fhir_served.mjs URL NAME
// Looks for the Patient of that family name by the form, and prints what it saw on the way as JSON.
import { openPage, picture, startBrowser } from './browser.mjs';

const [url, family] = process.argv.slice(2);
const browser = await startBrowser();
try {
  const { page, complaints } = await openPage(browser, url, { path: '/fhir', ready: '.types li' });
  const texts = (selector) => page.locator(selector).allInnerTexts();
  const said = (text) => text.replace(/\s+/g, ' ').trim();
  await page.locator('.type-count', { hasText: /\d/ }).first().waitFor();
  const counts = Object.fromEntries((await texts('.types li')).map((item) => item.split('\n')).filter(([, count]) => count !== '0'));
  await picture(page, 'fhir-served-types');

  await page.getByRole('link', { name: 'Patient', exact: true }).click();
  const line = page.locator('.criterion').first();
  await line.getByLabel('Parameter').selectOption('family');
  await line.getByLabel('Value').fill(family);
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => location.hash.includes('family='));
  const error = page.locator('.errors .error');
  await page.locator('.results-bar').or(error).first().waitFor();
  const found = await texts('.found tbody tr > *');
  await picture(page, 'fhir-served-search');

  await page.locator('.found tbody a').first().click();
  await page.locator('.resource-head h2').waitFor();
  const heading = said(await page.locator('.resource-head h2').innerText());
  const narrative = await page.locator('.narrative').innerHTML();
  await page.getByRole('button', { name: 'Look for what refers to it' }).click();
  await page.locator('.links section[aria-busy=false]').waitFor();
  const into = (await texts('.links section[aria-busy=false] li')).map(said);
  await picture(page, 'fhir-served-resource');

  await page.locator('.resource-head').getByRole('link', { name: 'History' }).click();
  await page.locator('.versions > li').first().waitFor();
  const versions = (await texts('.versions > li > p:first-child')).map(said);
  const changes = await texts('.diff .added, .diff .removed');
  await picture(page, 'fhir-served-history');

  const onPage = [];
  await page.evaluate(() => (location.hash = '#/Observation?_count=1'));
  for (const step of ['first', 'second']) {
    if (step === 'second') await page.getByRole('link', { name: 'Next' }).click();
    await page.waitForFunction((seen) => {
      const id = document.querySelector('.found tbody th')?.textContent;
      return location.hash.startsWith('#/Observation') && id && !seen.includes(id);
    }, [...onPage, family, found[0]]);
    onPage.push(await page.locator('.found tbody th').innerText());
  }
  console.log(JSON.stringify({
    title: await page.title(), counts, found, heading, narrative, into, versions, onPage, changes: changes.map(said), errors: await texts('.errors .error'), complaints,
  }));
} finally {
  await browser.close();
}
