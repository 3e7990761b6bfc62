import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { scrolled } from './in-page.mjs';

/** How wide what the docs show is: a laptop, and a phone in a hand. In CSS pixels. */
export const widths = { desktop: 1080, phone: 390 } as const;

/**
 * Keeps what is there as a picture, from the top on. `SCREENSHOTS=docs/images npm run test:browser` writes those that the docs show.
 * @param height of the picture at most, in CSS pixels
 */
export async function keep(page: Page, of: Locator, name: string, height: number): Promise<void> {
  const folder = process.env['SCREENSHOTS'];
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await of.scrollIntoViewIfNeeded();
  const box = await of.boundingBox();
  if (!box) throw new Error(`Nothing is there to keep as ${name}`);
  const above = await page.evaluate(scrolled);
  await page.screenshot({
    path: join(folder, `${name}.png`),
    fullPage: true,
    clip: { x: box.x, y: box.y + above, width: box.width, height: Math.min(box.height, height) },
  });
}
