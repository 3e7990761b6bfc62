import type { RunbookSpec } from '#define/index';
import { type RehearseOptions, rehearse, type Scene } from '#testing/rehearse';
import '#testing/matchers';
import { type Aws, awsOn } from '#testing/world/aws/aws';
import { hushed } from '../support/scenes.ts';

hushed();

/** What is found out beside an incident. */

const runbook: RunbookSpec = {
  id: 'checkout-errors',
  owner: 'team-checkout',
  why: 'Checkout fails after a bad release.',
  when: { alarms: ['checkout-errors'] },
  mode: 'auto',
  steps: [{ action: 'roll-back-lambda-alias', parameters: { function: 'checkout', alias: 'live' } }],
  page: { instructions: 'Look at the last release.' },
};

const log = ['ERROR no stock, password=hunter2', 'ERROR \u001b[2Jno\r\nstock'];

/** A night with something to find. */
const aNight = (options: RehearseOptions = {}, given: (aws: Aws, scene: Scene) => void = () => {}) =>
  rehearse(runbook, {
    faults: { 1: 'no-effect' },
    alarm: { dimensions: { FunctionName: 'checkout' } },
    ...options,
    surroundings: { diagnoses: true, ...options.surroundings },
    arrange: (scene) => {
      const aws = awsOn({ world: scene.world } as never);
      const { clock, cloudwatch } = scene.world;
      aws.evidence.logs.set('/aws/lambda/checkout', log);
      aws.evidence.trail.push({
        EventId: '1',
        EventName: 'UpdateFunctionCode20150331v2',
        Username: 'anna',
        ReadOnly: 'false',
        EventTime: new Date(clock.milliseconds - 600_000),
        Resources: [{ ResourceName: 'checkout' }],
      });
      cloudwatch.put({ name: 'payments-errors', state: 'ALARM', dimensions: { FunctionName: 'checkout' } });
      cloudwatch.put({ name: 'stranger', state: 'ALARM', dimensions: { FunctionName: 'other' } });
      given(aws, scene);
    },
  });
type Night = Awaited<ReturnType<typeof aNight>>;
const pageOf = ({ pages }: Night): string => pages[0]?.body ?? '';

test('stands in the page: who changed what, what else is in ALARM, the newest error lines', async () => {
  const night = await aNight({ surroundings: { diagnoses: true } });
  const page = pageOf(night);
  expect(page).toContain('WHAT WE FOUND');
  expect(page).toMatch(
    /UpdateFunctionCode20150331v2 on checkout by anna at \d\d:\d\d UTC, \d+ min \d+ s before the alarm/,
  );
  expect(page).toContain('Also in ALARM: payments-errors since');
  expect(page).not.toContain('stranger');
  expect(page).toContain('/aws/lambda/checkout: ERROR no stock, password=[secret]');
});

test('is foreign text: one line each, and nothing in it controls a screen', async () => {
  const page = pageOf(await aNight());
  expect(page).toMatch(/ERROR +\[2Jno stock/);
  expect(page).not.toContain('hunter2');
});

test('stands in the request for an approval', async () => {
  const night = await aNight({ mode: 'approve' });
  const asked = night.notices.find(({ body }) => body.includes('approve '))?.body ?? '';
  expect(night.notices.map(({ body }) => body).join('\n')).toContain('WHAT WE FOUND');
  expect(asked).toContain('Also in ALARM: payments-errors');
});

test('changes nothing', async () => {
  const { scene } = await aNight({ mode: 'watch' });
  const sent = scene.world.wire.calls.filter(({ by }) => by?.name.startsWith('diagnose'));
  expect([...new Set(sent.map(({ service, command }) => `${service}.${command}`))].sort()).toEqual([
    'cloudtrail.LookupEvents',
    'cloudwatch.DescribeAlarms',
    'dynamodb.Put',
    'dynamodb.Query',
    'lambda-api.GetFunctionConfiguration',
    'logs.GetQueryResults',
    'logs.StartQuery',
  ]);
});

describe('where looking', () => {
  const broken: Readonly<Record<string, (aws: Aws, scene: Scene) => void>> = {
    'fails altogether': (_aws, { world }) =>
      void world.wire.plan(({ by }) => by?.name.startsWith('diagnose') ?? false, 'denied', { times: 99 }),
    'answers late': (_aws, { world }) => {
      world.wire.latency = ({ service }) =>
        ['logs', 'cloudtrail'].includes(service) ? 100 : service === 'lambda' ? 0 : 0.02;
    },
    dies: (_aws, { world }) =>
      void world.wire.plan(({ service }) => service === 'cloudtrail', 'crash before', { times: 99 }),
  };
  test.each(Object.entries(broken))('%s, the page comes all the same, at the same time', async (_, given) => {
    const [plain, night] = [await aNight({ surroundings: { diagnoses: false } }), await aNight({}, given)];
    expect(night).toPage();
    expect(night.pages[0]?.at).toEqual(plain.pages[0]?.at);
  });
});

test('comes as a line on the page where the page was sent before it', async () => {
  const night = await aNight({ faults: { 1: 'denied' } });
  expect(pageOf(night)).toContain('Also in ALARM: payments-errors');
  expect(pageOf(night)).not.toContain('/aws/lambda/checkout: ERROR');
  const followed = night.notices.map(({ body }) => body).filter((body) => body.includes('found: '));
  expect(followed).toHaveLength(1);
  expect(followed[0]).toContain('/aws/lambda/checkout: ERROR no stock');
  expect(followed[0]).not.toContain('payments-errors');
  expect(night.pages).toHaveLength(1);
});
