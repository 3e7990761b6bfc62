import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rehearseSpec } from '#cli/commands/specs/authors';
import { loadSources } from '#cli/explain/sources';
import { read } from '#cli/parse';
import { rehearseGiven } from '#cli/rehearse/command';

const root = new URL('../../../../', import.meta.url);
const events = new URL('events/', import.meta.url);
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nightshift-events-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A file that CloudWatch, SNS or SQS handed over: `events/<name>.json`. */
const fileOf = (name: string) => fileURLToPath(new URL(`${name}.json`, events));

const told = async (...args: string[]) => rehearseGiven(read(rehearseSpec, args), () => loadSources(root));

const rehearse = (file: string, runbook = 'web-service-hung') =>
  told(runbook, '--event', file, '--heals-at', '1', '--json').then(
    (text) => JSON.parse(text) as { verdict: string; summary: string; assumed: string },
  );

const healed = [
  '255-name',
  'bare',
  'bom',
  'gov',
  'insufficient-to-alarm',
  'percentile',
  'reason-data-not-json',
  'sqs-body',
  'target-tracking',
  'ten-seconds',
  'timestamp-z',
  'two-resources',
  'unicode-name',
];

describe('a saved event is rehearsed', () => {
  test.each(healed)('%s', async (name) => {
    expect(await rehearse(fileOf(name))).toMatchObject({ verdict: 'healed' });
  });

  test('although its file begins with a byte order mark', async () => {
    expect(await readFile(fileOf('bom'), 'utf8')).toMatch(/^\uFEFF/);
    expect(await rehearse(fileOf('bom'))).toMatchObject({ verdict: 'healed' });
  });

  test('and what it does not say is named', async () => {
    const text = await told('web-service-hung', '--event', fileOf('sqs-body'), '--heals-at', '1');
    expect(text.replace(/\s+/g, ' ')).toMatch(
      /The event was in an SQS message \(Messages\[0\]\.Body\)\. It does not say how many periods the alarm evaluates/,
    );
    expect((await rehearse(fileOf('bare'))).assumed).toMatch(/^what the alarm watches/);
  });
});

const refusals: Readonly<Record<string, RegExp>> = {
  '256-name': /: the event is not .* \(detail\.alarmName has 256 characters, expected at most 255\)\.$/,
  'configuration-change':
    / the configuration of the alarm web-catalog was changed \(update\), which starts nothing/,
  contributor:
    / is about one contributor \(ServiceName=web-catalog\) of the alarm web-cpu-by-service, which is no state change/,
  'no-alarm-name': / \(detail\.alarmName is missing, expected the alarm's name\)\.$/,
  'sns-wrapped':
    / holds an SNS notification \(Records\[0\]\.Sns\.Message\) with what the alarm web-catalog tells its topic/,
};

const refused = (file: string, sentence: RegExp) =>
  expect(rehearse(file)).rejects.toMatchObject({
    name: 'CommandError',
    exitStatus: 2,
    message: expect.stringMatching(sentence),
  });

describe('one sentence says what is wrong with', () => {
  test.each(Object.entries(refusals))('%s', async (name, sentence) => {
    await refused(fileOf(name), sentence);
    await expect(rehearse(fileOf(name))).rejects.not.toMatchObject({
      message: expect.stringContaining('Invalid input'),
    });
  });

  test('every file that is here is one or the other', async () => {
    const names = (await readdir(events)).map((file) => file.replace(/\.json$/, ''));
    expect(names.sort()).toEqual([...healed, ...Object.keys(refusals)].sort());
  });
});

const dimensions = { ServiceName: 'web-catalog' };
const metricStat = (name: string, changes: object = {}) => ({
  metric: { namespace: 'Shop', name, dimensions, ...changes },
  period: 60,
  stat: 'Average',
});

/** An event of the alarm `web-catalog`, in whose detail this is so. */
const eventWith = ({ state = {}, ...detail }: { state?: object } & Record<string, unknown>) => ({
  version: '0',
  id: '2b0c9f2e-6a7d-4a35-a0d2-7d5b0f9b1c11',
  'detail-type': 'CloudWatch Alarm State Change',
  source: 'aws.cloudwatch',
  account: '111122223333',
  time: '2026-03-01T03:00:05Z',
  region: 'eu-central-1',
  resources: ['arn:aws:cloudwatch:eu-central-1:111122223333:alarm:web-catalog'],
  detail: {
    alarmName: 'web-catalog',
    state: { value: 'ALARM', timestamp: '2026-03-01T03:00:05.118+0000', ...state },
    ...detail,
  },
});

const watching = (...metrics: object[]) => ({ configuration: { metrics } });
const reasonData = (data: object) => ({ state: { reasonData: JSON.stringify({ version: '1.0', ...data }) } });

const plain = watching({ id: 'm1', metricStat: metricStat('Errors'), returnData: true });
const math = (...inner: object[]) =>
  watching({ id: 'e1', expression: '100 * m1 / m2', label: 'error rate', returnData: true }, ...inner);
const errors = { id: 'm1', metricStat: metricStat('Errors'), returnData: false };
const requests = { id: 'm2', metricStat: metricStat('Requests'), returnData: false };
const band = {
  ...watching(
    { id: 'm1', metricStat: metricStat('Latency'), returnData: true },
    { id: 'ad1', expression: 'ANOMALY_DETECTION_BAND(m1, 2)', returnData: true },
  ),
  ...reasonData({
    recentDatapoints: [9.5],
    recentLowerThresholds: [0.2],
    recentUpperThresholds: [1.4],
  }),
};
const insights = watching({
  id: 'q1',
  expression: 'SELECT MAX(Errors) FROM "Shop" GROUP BY ServiceName',
  period: 60,
  returnData: true,
});
const composite = { configuration: { alarmRule: 'ALARM(web-errors) AND ALARM(web-latency)' } };
const fromAccount = (accountId: string) =>
  watching({ id: 'm1', metricStat: metricStat('Errors'), returnData: true, accountId });

let files = 0;
const saved = async (data: unknown) => {
  const file = join(folder, `${++files}.json`);
  await writeFile(file, JSON.stringify(data));
  return file;
};

/** The verdict of a rehearsal in which step 1 would heal the service, and why it was not healed. */
const outcome = async (detail: Parameters<typeof eventWith>[0], runbook?: string) => {
  const { verdict, summary } = await rehearse(await saved(eventWith(detail)), runbook);
  return verdict === 'healed' ? 'healed' : `${verdict}: ${summary}`;
};

describe('a saved event is rehearsed as the alarm that it is:', () => {
  test.each<[string, Parameters<typeof eventWith>[0], RegExp]>([
    ['one metric', plain, /^healed$/],
    [
      'one metric with a label',
      watching({ id: 'm1', label: 'errors', metricStat: metricStat('Errors'), returnData: true }),
      /^healed$/,
    ],
    [
      'one metric below its threshold',
      { ...plain, ...reasonData({ threshold: 2, recentDatapoints: [0] }) },
      /^healed$/,
    ],
    ['metric math', math(errors, requests), /^healed$/],
    ['an anomaly band', band, /^healed$/],
    ["its own account's metric", fromAccount('111122223333'), /^healed$/],
    [
      'a dimension that the runbook does not allow',
      watching({ id: 'm1', metricStat: metricStat('Errors', { dimensions: { ServiceName: 'pay' } }) }),
      /^escalated: Not acting because .*service is "pay" .* allows only web-\*/,
    ],
    [
      'a dimension that it does not have',
      watching({ id: 'm1', metricStat: metricStat('Errors', { dimensions: { Service: 'web' } }) }),
      /^escalated: Not acting because .*dimension ServiceName, which it does not have/,
    ],
    [
      'math over two services',
      math(errors, {
        ...requests,
        metricStat: metricStat('Requests', { dimensions: { ServiceName: 'web-cart' } }),
      }),
      /^escalated: Not acting because .*dimension ServiceName, which it does not have/,
    ],
    [
      'periods that are too long for the runbook',
      watching({ id: 'm1', metricStat: { ...metricStat('Errors'), period: 300 } }),
      /^escalated: Not acting because the alarm needs at least 10 min to recover/,
    ],
    [
      "another account's metric",
      fromAccount('999999999999'),
      /^escalated: Not acting because .*its metric is of the account 999999999999/,
    ],
    [
      'Metrics Insights',
      insights,
      /^escalated: Not acting because .*a Metrics Insights query names no one target/,
    ],
    ['a composite alarm', composite, /^escalated: Not acting because .*a composite alarm has none/],
    [
      'a composite alarm that another one suppresses',
      {
        ...composite,
        state: { actionsSuppressedBy: 'Alarm', actionsSuppressedReason: 'Actions suppressed by Alarm' },
      },
      /^suppressed: .*the alarm's actions are suppressed \(Alarm: Actions suppressed by Alarm\)/,
    ],
    [
      'an alarm that a mute rule keeps quiet',
      {
        ...plain,
        muteDetail: { mutedByArn: 'arn:aws:cloudwatch:eu-central-1:111122223333:alarm-mute-rule:patches' },
      },
      /^suppressed: .*the alarm is muted by the rule patches/,
    ],
  ])('%s', async (_, detail, expected) => {
    expect(await outcome(detail)).toMatch(expected);
  });

  // Its target is written in the runbook, and it names no second metric.
  const literal = 'checkout-api-errors';

  test('a query over several services proves no recovery without a second metric', async () => {
    expect(await outcome(insights, literal)).toMatch(/counts a series that goes silent as recovered/);
  });

  test('a query of one series, and a composite alarm, are acted on where the runbook names the target', async () => {
    const one = watching({ id: 'q1', expression: 'SELECT MAX(Errors) FROM "Shop"', period: 60 });
    expect(await outcome(one, literal)).toBe('healed');
    expect(await outcome(composite, literal)).toBe('healed');
  });
});

describe('what cannot be built again is refused, with the reason:', () => {
  test.each<[string, Parameters<typeof eventWith>[0], RegExp]>([
    [
      'a statistic that is not calculated here',
      watching({ id: 'm1', metricStat: { ...metricStat('Latency'), stat: 'tm99' } }),
      /can't be rehearsed: the alarm watches the statistic tm99/,
    ],
    [
      'a kind of alarm whose query the event does not have as metrics',
      { configuration: { description: 'errors in the log' } },
      /can't be rehearsed: its configuration names neither metrics nor a rule/,
    ],
    [
      'an expression without any period',
      watching({ id: 'e1', expression: 'TIME_SERIES(1)', returnData: true }),
      /can't be rehearsed: none of its metrics says how long its periods are\.$/,
    ],
    [
      'two queries that it may compare',
      watching({ id: 'm1', metricStat: metricStat('A') }, { id: 'm2', metricStat: metricStat('B') }),
      /can't be rehearsed: it is of a kind that this version does not know\.$/,
    ],
  ])('%s', async (_, detail, sentence) => {
    await refused(await saved(eventWith(detail)), sentence);
  });
});

describe('what an event came in is taken off and named:', () => {
  const text = JSON.stringify(eventWith(plain));
  const notification = { Type: 'Notification', TopicArn: 'arn:aws:sns:eu-central-1:1:t', Message: text };

  test.each<[string, unknown]>([
    [
      'an SNS notification that a Lambda was invoked with',
      { Records: [{ EventSource: 'aws:sns', Sns: { Message: text } }] },
    ],
    ['an SNS notification as a queue gets it', notification],
    ['an SQS message that a Lambda was invoked with', { Records: [{ eventSource: 'aws:sqs', body: text }] }],
    ['an SNS notification in an SQS message', { Messages: [{ Body: JSON.stringify(notification) }] }],
  ])('%s', async (_, data) => {
    expect(await rehearse(await saved(data))).toMatchObject({ verdict: 'healed' });
  });

  test.each<[string, unknown, RegExp]>([
    [
      'two messages',
      { Messages: [{ Body: text }, { Body: text }] },
      /holds 2 messages of a queue or topic; save one/,
    ],
    ['no message', { Messages: [] }, /holds no message of a queue or topic/],
    [
      'a message of something else',
      { Messages: [{ Body: 'hello' }] },
      /holds an SQS message .* is no alarm event\.$/,
    ],
    [
      'what an alarm hands to a Lambda',
      { source: 'aws.cloudwatch', alarmArn: 'x', alarmData: {} },
      /an alarm hands to a Lambda/,
    ],
    ['a list', [eventWith(plain)], /is neither a saved alarm event nor an execution's history\.$/],
    ['nothing', null, /is neither a saved alarm event nor an execution's history\.$/],
    [
      'an event of another service',
      { source: 'aws.ec2', 'detail-type': 'x' },
      /source is "aws\.ec2", expected "aws\.cloudwatch"/,
    ],
    [
      'a state that is none',
      eventWith({ state: { value: 'FINE' } }),
      /detail\.state\.value is "FINE", expected OK, ALARM or INSUFFICIENT_DATA/,
    ],
    [
      'a resource that is no alarm',
      { ...eventWith(plain), resources: ['arn:aws:sns:eu-central-1:1:t'] },
      /resources\.0 is "arn:aws:sns:eu-central-1:1:t", expected an alarm's ARN/,
    ],
    [
      'no resources',
      { ...eventWith(plain), resources: [] },
      /resources is an empty list, expected the alarm's ARN/,
    ],
  ])('not %s, which is refused', async (_, data, sentence) => {
    await refused(await saved(data), sentence);
  });
});
