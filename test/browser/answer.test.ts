import { mkdirSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { RunbookSpec } from '#define/index';
import { answer } from '#lambdas/answer/answer';
import { loadRunbooks } from '#project/load';
import { rehearse } from '#testing/rehearse';
import type { NightOptions } from '#testing/scene';
import { linkIn, requestOf } from '../support/phone.ts';
import { hushed } from '../support/scenes.ts';
import { faintTexts, launch } from './scene.ts';

hushed();

let browser: Browser;
const servers: Server[] = [];
beforeAll(async () => {
  browser = await launch();
});
afterAll(async () => {
  await browser?.close();
  for (const server of servers) server.close();
});

/** A real night that ended with a page, and the endpoint's own code behind an HTTP server, as a function URL would call it. */
async function aServedNight(options: NightOptions = {}) {
  const runbooks = (await loadRunbooks()).map(({ spec }) => spec as RunbookSpec);
  const runbook = runbooks.find(({ id }) => id === 'shop-pages-stale');
  if (!runbook) throw new Error('The sample shop-pages-stale is gone');
  const played = await rehearse(runbook, { mode: 'auto', ...options, surroundings: { hasAnswerPage: true } });
  const { world, night } = played.scene;
  let last: Promise<unknown> = Promise.resolve();
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      );
      const asking = { method: request.method ?? 'GET', headers, body: Buffer.concat(parts).toString() };
      // One after the other, as the virtual clock wants it.
      last = last.then(() =>
        world.clock.run(async () => {
          const answered = await answer(requestOf(request.url ?? '/', asking), night.services.answer);
          response
            .writeHead(answered.response.statusCode, answered.response.headers)
            .end(answered.response.body);
        }),
      );
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const [page] = played.pages;
  const link = new URL(linkIn(page ?? { body: '' }));
  return { ...played, url: `http://127.0.0.1:${port}${link.pathname}` };
}

/** `SCREENSHOTS=docs/images npm run test:browser` writes those that the docs show. */
async function keep(page: Page, name: string): Promise<void> {
  const folder = process.env['SCREENSHOTS'];
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}

/** Opens a page, and holds it to loading nothing from elsewhere and to breaking no policy of its own. */
async function opened(url: string, context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  page.on('console', (message) => message.type() === 'error' && troubles.push(message.text()));
  page.on('pageerror', ({ message }) => troubles.push(message));
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== new URL(url).origin) troubles.push(request.url());
  });
  await page.goto(url);
  return page;
}

const troubles: string[] = [];
beforeEach(() => {
  troubles.length = 0;
});
// A browser asks for an icon by itself, and is told that there is none.
afterEach(() => expect(troubles.filter((one) => !one.includes('404'))).toEqual([]));

describe.each([
  ['a phone', { width: 390, height: 844 }],
  ['a desk', { width: 1280, height: 900 }],
] as const)('on %s', (device, viewport) => {
  test.each(['light', 'dark'] as const)(
    'in the %s theme everything can be read and reached',
    async (colorScheme) => {
      const { url } = await aServedNight();
      const context = await browser.newContext({ viewport, colorScheme });
      const page = await opened(url, context);
      expect(await faintTexts(page, 'body')).toEqual([]);
      // Nothing is wider than the screen.
      expect(
        await page.locator('html').evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth),
      ).toBe(0);
      if (device === 'a phone') await keep(page, `answer-phone-${colorScheme}`);
      await page.getByText('Stop more than this incident').click();
      for (const button of await page.getByRole('button').all()) {
        const box = await button.boundingBox();
        expect(box?.height).toBeGreaterThanOrEqual(44);
      }
      await context.close();
    },
  );

  test('a screen reader is told what everything is', async () => {
    const { url, incident } = await aServedNight();
    const context = await browser.newContext({ viewport });
    const page = await opened(url, context);
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe(incident?.alarm.name);
    expect(await page.getByRole('img', { name: /^Graph: \d+ values since/ }).count()).toBe(1);
    expect(await page.getByRole('heading', { level: 2 }).allInnerTexts()).toEqual([
      'Current state',
      'Graph',
      'What changed',
      'What was tried',
      'Check first',
      'Seen before',
    ]);
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    await page.getByText('Stop more than this incident').click();
    const names = ['I have it', 'Stop this runbook', 'Stop everything'];
    for (const name of names) expect(await page.getByRole('button', { name, exact: true }).count()).toBe(1);
    await context.close();
  });
});

test('works from the keyboard alone: the first stop is "I have it", and Enter takes it', async () => {
  const { url, scene, incident } = await aServedNight();
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const page = await opened(url, context);
  await page.keyboard.press('Tab');
  expect(await page.locator(':focus').innerText()).toBe('I have it');
  await page.keyboard.press('Enter');
  await page.getByRole('status').waitFor();
  expect(await page.getByRole('status').innerText()).toContain('took it at');
  expect(await page.getByRole('button').count()).toBe(0);
  expect(scene.night.record(incident?.id ?? '').incident?.takenOver).toBe('holder of the page topic link');
  // A reload shows it again, and asks nobody whether to send the form once more.
  await page.reload();
  expect(await page.getByRole('status').innerText()).toContain('took it at');
  await context.close();
});

test('needs no script', async () => {
  const { url } = await aServedNight();
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await opened(url, context);
  await page.getByText('Stop more than this incident').click();
  await page.getByRole('button', { name: 'Stop everything' }).click();
  await page.getByRole('status').waitFor();
  expect(await page.getByRole('status').innerText()).toContain('stopped everything');
  await context.close();
});

test('a link that is none says so, and can be read', async () => {
  const { url } = await aServedNight();
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const page = await opened(`${url}x`, context);
  expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('This link does not count');
  await context.close();
});
