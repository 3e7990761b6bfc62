import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Browser } from 'playwright-core';
import type { Incident } from '#core/incident/records';
import { because, reasonText } from '#core/reasons/reason';
import { incidentKey } from '#core/table/keys';
import { hushed } from '#test/support/scenes';
import { pastIncident } from '#testing/past';
import { places, World } from '#testing/world/world';
import { commandOver } from './command-line.ts';
import { sideways } from './in-page.mjs';
import { keep } from './pictures.ts';
import { faintTexts, launch } from './scene.ts';

hushed();

/** Incidents of two months: February has one every seven hours, January one every nine; some alarms were watched first. */
function* twoMonths(): Generator<Incident> {
  const watched = because('watch-recovered', { seconds: 140, plan: 'Restart ECS tasks', refused: '' });
  for (let number = 0, at = Date.parse('2026-02-28T22:00:00Z'); at > Date.parse('2026-01-01'); number++) {
    const isEarlier = at < Date.parse('2026-02-01');
    const isWatch = isEarlier && number % 3 === 0;
    yield pastIncident(
      number,
      new Date(at),
      isWatch
        ? number % 2
          ? { mode: 'watch', answer: 'watch', verdict: 'escalated', summary: 'It still fires.' }
          : { mode: 'watch', answer: 'watch', verdict: 'self-recovered', summary: reasonText(watched) }
        : { runbook: { ...pastIncident(number, new Date(at)).runbook, guards: chronic } },
    );
    at -= (isEarlier ? 3 : 2) * 3_600_000 + ((number * number) % 11) * 4_100_000;
  }
}

const chronic = {
  cooldownSeconds: 1_800,
  maxRunsPerDay: 3,
  staleAfterSeconds: 300,
  chronic: { timesHealed: 3, withinDays: 7 },
};

let browser: Browser;
let html: string;

beforeAll(async () => {
  const world = new World('2026-03-01T08:00:00.000Z');
  await world.clock.run(async () => {
    for (const incident of twoMonths()) {
      const Item = { ...incidentKey(incident.id), ...incident };
      await world.clients.documents.send(new PutCommand({ TableName: places.table, Item }));
    }
  });
  const say = commandOver(world);
  html = await say('report', '--environment', places.environment, '--month', '2026-02', '--format', 'html');
  browser = await launch();
});
afterAll(() => browser?.close());

async function opened(colorScheme: 'light' | 'dark', width: number) {
  const page = await browser.newPage({ colorScheme, viewport: { width, height: 900 } });
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.setContent(html);
  return { page, asked };
}

describe.each(['light', 'dark'] as const)('the report in the %s theme', (theme) => {
  test.each([1_280, 390])(
    'can be read at %i pixels: nothing is faint, and nothing has to be pushed aside',
    async (width) => {
      const { page, asked } = await opened(theme, width);
      expect(await page.evaluate(sideways)).toBe(0);
      expect(await faintTexts(page, 'body')).toEqual([]);
      expect(asked).toEqual([]);
      await keep(
        page,
        page.locator('body'),
        `report${width < 600 ? '-phone' : ''}-${theme}`,
        width < 600 ? 1_100 : 1_250,
      );
      await page.close();
    },
  );
});

test('the report begins with the figures of the month, each beside that of the month before', async () => {
  const { page } = await opened('light', 1_280);
  const tiles = await page.locator('.tiles li').allInnerTexts();
  expect(tiles).toHaveLength(4);
  expect(tiles[0]).toMatch(/^\d+\s+fixes ended \d+ alarms without a person\s+2026-01: \d+ and \d+$/);
  expect(tiles[1]).toMatch(/^\d+ of 28\s+nights undisturbed/);
  await page.close();
});

test('a ticket unfolds into its incidents', async () => {
  const { page } = await opened('light', 1_280);
  const ticket = page.locator('details').first();
  expect(await ticket.locator('li').first().isVisible()).toBe(false);
  await ticket.locator('summary').click();
  expect(await ticket.locator('li').first().isVisible()).toBe(true);
  expect(await ticket.innerText()).toContain('Hypothesis, by the runbook');
  await page.close();
});

test('the first page that is printed has every figure', async () => {
  const { page } = await opened('light', 1_280);
  await page.emulateMedia({ media: 'print' });
  const end = await page.locator('section').filter({ hasText: 'Against the month before' }).boundingBox();
  // An A4 page at 96 dots per inch is 1,123 high.
  expect((end?.y ?? 0) + (end?.height ?? 0)).toBeLessThan(1_123);
  await page.close();
});
