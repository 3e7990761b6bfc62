import type { Browser, Page } from 'playwright-core';
import { hushed } from '../support/scenes.ts';
import { groundOf, selected, sideways } from './in-page.mjs';
import { keep, widths } from './pictures.ts';
import { faintTexts, launch, open, theConsole } from './scene.ts';

hushed();

let browser: Browser;
let scene: Awaited<ReturnType<typeof theConsole>>;
let page: Page;
const troubles: string[] = [];

beforeAll(async () => {
  [browser, scene] = await Promise.all([launch(), theConsole()]);
});
beforeEach(async () => {
  troubles.length = 0;
  page = await open(browser, scene);
  page.on('console', (message) => message.type() === 'error' && troubles.push(message.text()));
  page.on('pageerror', ({ message }) => troubles.push(message));
});
afterEach(async () => {
  expect(troubles).toEqual([]);
  await page.close();
});
afterAll(async () => {
  await browser?.close();
  scene?.stop();
});

const widget = (view: string) => page.locator(`.widget[data-view="${view}"]`);
const rows = () => widget('incidents').getByRole('table').getByRole('row');
/** The widget with its title, as the dashboard frames it. */
const framed = (view: string) => page.locator('section').filter({ has: widget(view) });
/** Until every widget that was asked has answered. */
const answered = () => page.locator('body:not(:has(.widget[aria-busy]))').waitFor();

async function openIncident(): Promise<void> {
  await widget('incidents').getByRole('rowheader').first().getByRole('button').click();
  await page.getByRole('table', { name: 'Timeline' }).waitFor();
}

describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
  beforeEach(async () => {
    if (theme === 'light') return;
    await page.getByRole('button', { name: 'Dark theme' }).click();
    await answered();
  });

  test('the list shows a page of incidents, the newest first, and every text can be read', async () => {
    expect(await rows().count()).toBe(26);
    expect(await rows().filter({ hasText: '12 alarms of a mass failure' }).count()).toBe(1);
    expect(await rows().nth(1).innerText()).toContain('escalated');
    expect(await faintTexts(page, 'body')).toEqual([]);
    const ground = await page.locator('.nightshift').first().evaluate(groundOf);
    expect(ground).toBe(theme === 'dark' ? 'rgb(22, 29, 39)' : 'rgb(255, 255, 255)');
    await page.setViewportSize({ width: widths.desktop, height: 900 });
    await keep(page, framed('incidents'), `incidents-${theme}`, 640);
  });

  test('a click on an incident shows its steps and timeline in its place, and every text can be read', async () => {
    await openIncident();
    const text = await widget('incidents').innerText();
    expect(text).toContain('did not help');
    expect(text).toContain('on-call, by a page, at');
    expect(await faintTexts(page, '.widget[data-view="incidents"]')).toEqual([]);
    await page.setViewportSize({ width: widths.desktop, height: 900 });
    await keep(page, framed('incidents'), `timeline-${theme}`, 1000);
  });

  test('what may act now is told, and every text can be read', async () => {
    expect(await widget('now').innerText()).toContain('3 of 5 runbooks in rehearsal may act now');
    expect(await widget('now').innerText()).toContain('switched by anna');
    expect(await faintTexts(page, '.widget[data-view="now"]')).toEqual([]);
    await page.setViewportSize({ width: widths.desktop, height: 900 });
    await keep(page, framed('now'), `now-${theme}`, 640);
  });

  test('each rung of the ladder of trust says what it rests on and what leads to it, and every text can be read', async () => {
    const ladder = widget('runbooks')
      .getByRole('table')
      .filter({ hasText: 'What the trust in each runbook' });
    const row = ladder.getByRole('row').filter({ hasText: 'checkout-api-errors' });
    expect(await row.innerText()).toContain(
      '? only its repository knows: nightshift rehearse checkout-api-errors',
    );
    expect(await row.innerText()).toContain('node_modules/.bin/nightshift backtest checkout-api-errors');
    expect(await faintTexts(page, '.widget[data-view="runbooks"]')).toEqual([]);
    await page.setViewportSize({ width: widths.desktop, height: 900 });
    expect(await page.evaluate(sideways)).toBe(0);
    await keep(page, framed('runbooks'), `trust-${theme}`, 1_200);
  });

  test('on a phone each incident is a card with the alarm on it, and nothing has to be pushed aside', async () => {
    await page.setViewportSize({ width: widths.phone, height: 844 });
    const card = widget('incidents').locator('tbody tr').first();
    expect(await card.innerText()).toContain('shop-rehearsed');
    expect((await card.boundingBox())?.height).toBeLessThan(200);
    expect(await page.evaluate(sideways)).toBe(0);
    await keep(page, framed('incidents'), `incidents-phone-${theme}`, 800);
    await openIncident();
    expect(await page.evaluate(sideways)).toBe(0);
    const { height = 0 } = (await widget('incidents').boundingBox()) ?? {};
    expect(height).toBeLessThan(4_000);
    expect(await faintTexts(page, '.widget[data-view="incidents"]')).toEqual([]);
    await keep(page, framed('incidents'), `timeline-phone-${theme}`, 900);
  });
});

test('the way back leads to the list as it was filtered', async () => {
  await widget('incidents').getByLabel('Verdict').selectOption('escalated');
  await widget('incidents').getByRole('button', { name: 'Show' }).click();
  await answered();
  await openIncident();
  await widget('incidents').getByRole('button', { name: 'All incidents' }).click();
  await widget('incidents').getByLabel('Verdict').waitFor();
  expect(await widget('incidents').getByLabel('Verdict').inputValue()).toBe('escalated');
  const [, ...shown] = await rows().allInnerTexts();
  expect(shown.length).toBeGreaterThan(3);
  for (const row of shown) expect(row).toContain('escalated');
});

test('filters are sent along with the button: runbook, and another span of time', async () => {
  const before = await rows().count();
  await widget('incidents').getByLabel('Runbook').selectOption('orders-writer-stuck');
  await widget('incidents').getByLabel('Time range').selectOption('7d');
  await widget('incidents').getByRole('button', { name: 'Show' }).click();
  await answered();
  const [, ...shown] = await rows().allInnerTexts();
  expect(shown.length).toBeGreaterThan(3);
  expect(shown.length).toBeLessThan(before - 1);
  for (const row of shown) expect(row).toContain('orders-writer-stuck');
});

test('a mass failure unfolds into its alarms, each of which opens', async () => {
  const folded = widget('incidents').locator('details');
  await folded.locator('summary').click();
  await folded.getByRole('button', { name: 'web-zone-b-1', exact: true }).click();
  await page.getByRole('table', { name: 'Timeline' }).waitFor();
  expect(await widget('incidents').locator('h2').innerText()).toBe('web-zone-b-1');
});

test('the command that takes an open or escalated incident is selected with one click, whole', async () => {
  await openIncident();
  await widget('incidents').locator('code').click();
  expect(await page.evaluate(selected)).toMatch(/^\S+nightshift take \S+ --environment rehearsal$/);
});

test('the runbook filter has every runbook, also one that no incident is of', async () => {
  const options = await widget('incidents').getByLabel('Runbook').locator('option').allInnerTexts();
  expect(options).toEqual([
    'Any',
    'checkout-api-errors',
    'orders-writer-stuck',
    'reports-late',
    'shop-pages-stale',
    'web-service-hung',
  ]);
});

test('a search finds an owner, an alarm and what happened', async () => {
  for (const [text, rest] of [
    ['team-orders', 'orders-writer-stuck'],
    ['frontpage', 'shop-frontpage-stale'],
    ['flush redis', 'Flush Redis cache'],
  ] as const) {
    await widget('incidents').getByLabel('Text contains').fill(text);
    await widget('incidents').getByRole('button', { name: 'Show' }).click();
    await answered();
    const [, ...found] = await rows().allInnerTexts();
    expect(found.length).toBeGreaterThan(0);
    for (const row of found) expect(row).toContain(rest);
  }
});

test('owner, alarm and text are fields of their own, which narrow together', async () => {
  await widget('incidents').getByLabel('Owner').selectOption('team-orders');
  await widget('incidents').getByLabel('Alarm contains').fill('orders-');
  await widget('incidents').getByRole('button', { name: 'Show' }).click();
  await answered();
  const [, ...found] = await rows().allInnerTexts();
  expect(found.length).toBeGreaterThan(0);
  for (const row of found) expect(row).toContain('orders-writer-stuck');
  await widget('incidents').getByLabel('Text contains').fill('nothing says this');
  await widget('incidents').getByRole('button', { name: 'Show' }).click();
  await answered();
  expect(await widget('incidents').innerText()).toContain('No such incident');
  expect(await widget('incidents').getByLabel('Owner').inputValue()).toBe('team-orders');
});

test('older incidents are a button away', async () => {
  const first = await rows().nth(1).innerText();
  await widget('incidents').getByRole('button', { name: 'Older' }).click();
  await answered();
  expect(await rows().nth(1).innerText()).not.toBe(first);
  expect(await rows().count()).toBeGreaterThan(5);
});

test('works from the keyboard alone', async () => {
  await widget('incidents').getByRole('rowheader').first().getByRole('button').focus();
  await page.keyboard.press('Enter');
  await page.getByRole('table', { name: 'Timeline' }).waitFor();
});

test('every table has a name, and heads for its columns and rows', async () => {
  await openIncident();
  const tables = page.locator('.widget table');
  expect(await tables.count()).toBeGreaterThan(4);
  for (const table of await tables.all()) {
    expect(await table.locator('caption').innerText()).not.toBe('');
    expect(await table.locator('thead th:not([scope=col])').count()).toBe(0);
    expect(await table.locator('tbody tr > :first-child:not(th[scope=row])').count()).toBe(0);
  }
  const verdicts = await page.locator('.verdict').allInnerTexts();
  for (const verdict of verdicts) expect(verdict).toMatch(/[a-z]{4}/);
});

test('links open beside the dashboard, in the AWS console', async () => {
  await openIncident();
  const links = await widget('incidents').getByRole('link').all();
  expect(await Promise.all(links.map((link) => link.innerText()))).toEqual(['Execution', 'Graph', 'Logs']);
  for (const link of links) {
    expect(await link.getAttribute('href')).toMatch(/^https:\/\/[\w-]+\.console\.aws\.amazon\.com\//);
    expect(await link.getAttribute('target')).toBe('_blank');
  }
});

test('the phones’ messages are shown as they were sent', async () => {
  const [message] = scene.night.pages;
  expect(await page.locator('#messages pre').allInnerTexts()).toEqual([message?.body]);
  await page.locator('#phones').scrollIntoViewIfNeeded();
});

test('a page from elsewhere can’t ask the server, by whatever name it knows it', async () => {
  const { host } = new URL(scene.url);
  const answer = await fetch(scene.url, { headers: { host: 'evil.example' } }).catch(() => undefined);
  // Node's fetch keeps the real host; the browser's name for it is what counts.
  expect(answer?.status).toBe(200);
  const { request } = await import('node:http');
  const status = await new Promise((resolve) => {
    request(
      { host: '127.0.0.1', port: host.split(':')[1], headers: { host: 'evil.example' } },
      (response) => {
        response.resume();
        resolve(response.statusCode);
      },
    ).end();
  });
  expect(status).toBe(403);
});
