// The page as a running server has it. Usage: node e2e/served.mjs URL [NAME PASSWORD]
// Prints what it saw as JSON: whether the editor is there and completes, what the page says of the server's
// archetypes and of the answer to a query, and what the browser complained of.
import { completion, openPage, picture, startBrowser, write } from './browser.mjs';

const [url, username, password] = process.argv.slice(2);
const options = username ? { httpCredentials: { username, password } } : {};
const browser = await startBrowser();
try {
  const { page, complaints } = await openPage(browser, url, options);
  const state = page.locator('.layout-state').filter({ hasNotText: 'Loading' });
  await state.waitFor();
  await write(page, 'SELECT e/ehr_id/value AS id FROM EHR e CONTAINS ');
  await page.keyboard.type('COMPOSI');
  await completion(page, 'COMPOSITION');
  await page.keyboard.press('Escape');
  await write(page, 'SELECT e/ehr_id/value AS id FROM EHR e');
  await page.keyboard.press('Control+Enter');
  await page.locator('.results[aria-busy=false]').waitFor();
  const error = page.locator('.errors .error');
  const rows = page.locator('.results-head [role=status]', { hasText: / rows? in / });
  await error.or(rows).first().waitFor();
  await picture(page, username ? 'served-signed-in' : 'served');
  const seen = {
    title: await page.title(),
    layout: await state.innerText(),
    error: (await error.allInnerTexts()).join('\n'),
    rows: (await rows.allInnerTexts()).join('\n'),
    ids: await page.locator('table.rows tbody td').allInnerTexts(),
    complaints,
  };
  console.log(JSON.stringify(seen));
} finally {
  await browser.close();
}
