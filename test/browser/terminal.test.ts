import { stripVTControlCharacters } from 'node:util';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { STSClient } from '@aws-sdk/client-sts';
import type { Browser } from 'playwright-core';
import type { Account } from '#cli/doctor/account';
import { onTheWire } from '#test/support/recorded';
import { hushed } from '#test/support/scenes';
import { World } from '#testing/world/world';
import { anAccount, onMetric } from '../lib/cli/propose/account.ts';
import { commandOver } from './command-line.ts';
import { keep } from './pictures.ts';
import { launch, theConsole } from './scene.ts';
import { inTerminal } from './terminal.ts';

hushed();

const columns = 110;
let browser: Browser;
let scene: Awaited<ReturnType<typeof theConsole>>;

/** What the process has to be taken for: a terminal of so many columns that shows colors. */
const terminal = { isTTY: true, columns };
const before = { isTTY: process.stdout.isTTY, columns: process.stdout.columns };

beforeAll(async () => {
  vi.stubEnv('FORCE_COLOR', '1');
  vi.stubEnv('NO_COLOR', undefined);
  Object.assign(process.stdout, terminal);
  [browser, scene] = await Promise.all([launch(), theConsole()]);
});
afterAll(async () => {
  Object.assign(process.stdout, before);
  vi.unstubAllEnvs();
  await browser?.close();
  scene?.stop();
});

/** Shows what a command has printed in a terminal, and keeps it. */
async function shown(command: string, printed: string, colorScheme: 'light' | 'dark'): Promise<string[]> {
  const page = await browser.newPage({ colorScheme, viewport: { width: 960, height: 800 } });
  await page.setContent(inTerminal(`nightshift ${command}`, printed));
  await keep(page, page.locator('pre'), `terminal-${command.split(' ')[0]}-${colorScheme}`, 700);
  await page.close();
  return stripVTControlCharacters(printed).split('\n');
}

const tooWide = (lines: readonly string[]) => lines.filter((line) => line.length > columns);

/** A year before the scene, the sandbox's one alarm of web-service-hung fired now and then. */
const firings = [
  [10, 0.2],
  [1_500, 3],
  [1_504, 0.2],
  [3_000, 3],
  [9_000, 0.1],
] as const;
const start = Date.parse('2026-02-16T00:00:00Z');

const update = (at: number, oldState: string, newState: string) => ({
  AlarmName: 'web-catalog-5xx',
  Timestamp: at / 1000,
  HistoryItemType: 'StateUpdate',
  HistoryData: JSON.stringify({
    oldState: { stateValue: oldState },
    newState: { stateValue: newState },
  }),
});

function anAccountWithHistory(): Account {
  const MetricAlarms = [
    onMetric(
      'web-catalog-5xx',
      ['Shop/Web', 'Errors'],
      { ServiceName: 'web-catalog' },
      { EvaluationPeriods: 1, Period: 6 },
    ),
  ];
  const AlarmHistoryItems = firings.flatMap(([minutes, lasted]) => [
    update(start + minutes * 60_000, 'OK', 'ALARM'),
    update(start + (minutes + lasted) * 60_000, 'ALARM', 'OK'),
  ]);
  const identity =
    '<GetCallerIdentityResponse><GetCallerIdentityResult><Account>000000000000</Account><Arn>arn:aws:iam::000000000000:user/anna</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>';
  const wire = onTheWire(({ operation, input }) => {
    if (operation === 'GetCallerIdentity') return { body: identity };
    if (operation === 'DescribeAlarms')
      return { body: String(input['AlarmTypes']).includes('LogAlarm') ? {} : { MetricAlarms } };
    if (operation === 'DescribeAlarmHistory') return { body: { AlarmHistoryItems } };
    return { body: { Events: [], Tags: [] } };
  });
  return {
    cloudwatch: wire.open(CloudWatchClient),
    sts: wire.open(STSClient),
    cloudtrail: wire.open(CloudTrailClient),
    open: wire.open,
    region: async () => 'us-east-1',
  } as unknown as Account;
}

test('history fits the terminal, with whole ids to copy', async () => {
  const say = commandOver(scene.night.scene.world);
  const printed = await say('history', '--environment', 'rehearsal', '--since', 'yesterday', '--limit', '16');
  const lines = await shown('history --since yesterday', printed, 'dark');
  expect(tooWide(lines)).toEqual([]);
  expect(lines[1]).toMatch(/\d{8}-\d{4}-[0-9a-f]{8}/);
});

test('show has the instructions after the page, what the alarm is now, and what is related', async () => {
  const say = commandOver(scene.night.scene.world);
  const lines = await shown('show last', await say('show', 'last', '--environment', 'rehearsal'), 'light');
  expect(lines.join('\n')).toMatch(/^Now {7}ALARM since/m);
  expect(lines.join('\n')).toMatch(/^Check {5}\S/m);
  expect(lines).toContain('Related');
});

test('propose fits the terminal', async () => {
  const say = commandOver(new World(), anAccount({}).account);
  expect(tooWide(await shown('propose', await say('propose'), 'light'))).toEqual([]);
});

test('backtest says what would have been done on each alarm', async () => {
  const world = new World('2026-03-01T00:00:00.000Z');
  const say = commandOver(world, anAccountWithHistory());
  const printed = await say('backtest', 'web-service-hung', '--environment', 'sandbox');
  const lines = await shown('backtest web-service-hung', printed, 'dark');
  expect(lines.filter((line) => line.includes('web-catalog-5xx'))).toHaveLength(firings.length);
});
