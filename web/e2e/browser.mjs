// Chromium without a window, as Debian installs it.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];

export function startBrowser() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: FLAGS });
}

/** A new page of `url`, /aql or another, as soon as `ready` is there; what it complains of (its console's errors, its exceptions) gathers in `complaints`. */
export async function openPage(browser, url, { path = '/aql', ready = '.cm-content', ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, acceptDownloads: true, ...options });
  const page = await context.newPage();
  const complaints = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  await page.goto(`${url}${path}`);
  await page.locator(ready).first().waitFor();
  return { page, complaints, close: () => context.close() };
}

/**
 * Puts `text` in place of the query, at once. What is there is deleted first: Chromium writes over coloured
 * text with an inline style, which the page's policy refuses; the editor loses nothing by it.
 */
export async function write(page, text) {
  await page.locator('.cm-content').focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Backspace');
  await page.keyboard.insertText(text);
}

/** Until the editor offers a completion with that text: asks for it as users do, where none came by itself while the machine was busy. */
export async function completion(page, hasText) {
  const offered = page.locator('.cm-tooltip-autocomplete li').filter({ hasText }).first();
  for (let asked = 0; asked < 5; ++asked) {
    try {
      return await offered.waitFor({ timeout: 5000 });
    } catch {
      await page.keyboard.press('Control+Space');
    }
  }
  return offered.waitFor();
}

/** Keeps a picture of the page where SCREENSHOTS names a folder. */
export async function picture(page, name) {
  const folder = process.env.SCREENSHOTS;
  if (!folder) return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}
