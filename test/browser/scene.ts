import { type Browser, chromium, type Page } from 'playwright-core';
import type { RunbookSpec } from '#define/index';
import { loadRunbooks } from '#project/load';
import { pastIncident } from '#testing/past';
import { rehearse } from '#testing/rehearse';
import { serveConsole } from '#verification/sandbox/console/server';
import type { PhoneMessage } from '#verification/sandbox/phones';
import { aDashboard } from '../lambdas/widget/scene.ts';
import { chromiumPath, missingChromium } from './chromium.mjs';
import { faint } from './in-page.mjs';

/** Nothing that a headless browser does on its own account: no updates, no calls home. */
const quietly = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** @throws Error that says what to install: what was not checked is no pass */
export function launch(): Promise<Browser> {
  if (missingChromium) throw new Error(missingChromium);
  return chromium.launch({ executablePath: chromiumPath, args: quietly });
}

/** A real night that ended with a page, after a past of other incidents, and the page that hosts the widget over them. */
export async function theConsole() {
  const runbooks = (await loadRunbooks()).map(({ spec }) => spec as RunbookSpec);
  const runbook = runbooks.find(({ id }) => id === 'shop-pages-stale');
  if (!runbook) throw new Error('The sample shop-pages-stale is gone');
  const night = await rehearse(runbook, { mode: 'auto' });
  const { world } = night.scene;
  const dashboard = aDashboard(world);
  for (let number = 1; number <= 40; number++) {
    await world.clock.run(() =>
      dashboard.put(pastIncident(number, new Date(Date.parse(night.since) - number * 1_740_000))),
    );
  }
  // One after the other, as the virtual clock wants it; a person would not notice.
  let last: Promise<unknown> = Promise.resolve();
  const widget = (event: unknown): Promise<string> => {
    const answer = last.then(() => dashboard.ask(event));
    last = answer.catch(() => undefined);
    return answer;
  };
  const messages = night.pages.map(
    ({ subject = '', body, deduplicationKey }): PhoneMessage => ({
      phone: 'phone-pager',
      subject,
      body,
      deduplicationKey,
      at: Date.parse(night.since) + 600_000,
    }),
  );
  const served = await serveConsole({ widget, messages: () => messages });
  return { ...served, night, now: world.clock.now() };
}

/** Opens the page at the scene's own time, and waits until every widget has answered. */
export async function open(browser: Browser, { url, now }: { url: string; now: Date }): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.clock.setFixedTime(now);
  await page.goto(url);
  await page.locator('html[data-ready=yes]').waitFor();
  return page;
}

/** Each text on the screen whose contrast with what is behind it is below WCAG AA's 4.5 : 1, with its ratio. */
export const faintTexts = (page: Page, within: string): Promise<string[]> => page.evaluate(faint, within);
