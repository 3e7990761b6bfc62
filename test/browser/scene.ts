import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { type Browser, chromium, type Page } from 'playwright-core';
import { fillIn } from '#core/guards/derived';
import { withReason } from '#core/incident/held-back';
import type { Incident } from '#core/incident/records';
import { because } from '#core/reasons/reason';
import { modeKey } from '#core/table/keys';
import { plusSeconds } from '#core/time';
import type { RunbookSpec } from '#define/index';
import type { DeployedHere } from '#lambdas/widget/contract';
import { loadRunbooks } from '#project/load';
import { pastIncident } from '#testing/past';
import { rehearse } from '#testing/rehearse';
import { places } from '#testing/world/world';
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

/** What is deployed, as the widget's own file says it. */
const deployed: DeployedHere = {
  runbooks: (
    [
      ['checkout-api-errors', 'team-checkout', 'auto'],
      ['orders-writer-stuck', 'team-orders', 'auto'],
      ['reports-late', 'team-data', 'watch'],
      ['shop-pages-stale', 'team-shop', 'auto'],
      ['web-service-hung', 'team-web', 'auto'],
    ] as const
  ).map(([id, owner, mode]) => ({ id, owner, mode, guards: fillIn({}, undefined) })),
  actionFunctions: [],
};

/** Twelve alarms of one minute, held back together. */
const massFailure = (at: Date): Incident[] =>
  Array.from({ length: 12 }, (_, index) => {
    const past = pastIncident(100 + index, new Date(at.getTime() + index * 4_000), {
      answer: 'page',
      verdict: 'escalated',
    });
    const name = `${past.alarm.name.split('-')[0]}-zone-b-${index + 1}`;
    return withReason(
      { ...past, alarm: { ...past.alarm, name }, listed: { ...past.listed, alarm: name } },
      because('mass-failure-lasts', { since: at.toISOString(), until: plusSeconds(at, 900) }),
    );
  }).map((incident) => ({ ...incident, summary: `Not acting because ${incident.notActing}` }));

/** A real night that ended with a page, after a past of other incidents, and the page that hosts the widget over them. */
export async function theConsole() {
  const runbooks = (await loadRunbooks()).map(({ spec }) => spec as RunbookSpec);
  const runbook = runbooks.find(({ id }) => id === 'shop-pages-stale');
  if (!runbook) throw new Error('The sample shop-pages-stale is gone');
  const night = await rehearse(runbook, { mode: 'auto' });
  const { world } = night.scene;
  const dashboard = aDashboard(world, deployed);
  const put = (Item: object) =>
    world.clients.documents.send(new PutCommand({ TableName: places.table, Item }));
  for (let number = 1; number <= 40; number++) {
    await world.clock.run(() =>
      dashboard.put(pastIncident(number, new Date(Date.parse(night.since) - number * 1_740_000))),
    );
  }
  await world.clock.run(async () => {
    for (const incident of massFailure(new Date(Date.parse(night.since) - 600_000)))
      await dashboard.put(incident);
    await put({
      ...modeKey('checkout-api-errors'),
      runbook: 'checkout-api-errors',
      mode: 'watch',
      by: 'anna',
      why: 'We move the cache this week.',
      at: '2026-02-27T09:12:00.000Z',
    });
  });
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
