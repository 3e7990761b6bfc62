import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { STSClient } from '@aws-sdk/client-sts';
import rollBackEcsService from '#actions/roll-back-ecs-service/action';
import { definitionOf, evidenceOf, writeEvidence } from '#cli/backtest/evidence';
import { backtested, isAlone } from '#cli/backtest/outcome';
import { readPasts } from '#cli/backtest/pasts';
import { peopleBehind } from '#cli/backtest/people';
import { sentence } from '#cli/backtest/text';
import type { Surroundings } from '#cli/commands/command';
import { nightshift } from '#cli/commands/nightshift';
import type { Account } from '#cli/doctor/account';
import type { AdoptedAlarm } from '#cli/doctor/examination';
import { readingOf } from '#cli/doctor/examination';
import { fromAlarm, step } from '#define/index';
import webServiceHung from '#runbooks/web-service-hung';
import { type Heard, onTheWire, type Reply } from '#test/support/recorded';
import { hushed } from '#test/support/scenes';
import { type Past, replay } from '#testing/backtest/replay';
import { deployable } from '#testing/deployable';
import { onMetric } from '../propose/account.ts';

hushed();

const start = Date.parse('2026-11-03T00:00:00Z');
const minute = 60_000;

/** A state update as CloudWatch keeps it: the AWS CLI's own example of describe-alarm-history. */
const update = (AlarmName: string, at: number, from: string, to: string) => ({
  AlarmName,
  AlarmType: 'MetricAlarm',
  Timestamp: at / 1000,
  HistoryItemType: 'StateUpdate',
  HistorySummary: `Alarm updated from ${from} to ${to}`,
  HistoryData: JSON.stringify({
    version: '1.0',
    oldState: { stateValue: from, stateReason: 'Threshold Crossed' },
    newState: { stateValue: to, stateReason: 'Threshold Crossed' },
  }),
});

/** When an alarm fired, in minutes, and for how long. */
type Firing = readonly [at: number, lasted: number];

const historyOf = (name: string, firings: readonly Firing[]) =>
  firings.flatMap(([at, lasted]) => [
    update(name, start + at * minute, 'OK', 'ALARM'),
    update(name, start + (at + lasted) * minute, 'ALARM', 'OK'),
  ]);

type Answers = Readonly<Record<string, (input: Heard['input']) => Reply>>;

const aName = (service: string) => `web-${service}-5xx`;

const anAlarm = (service: string, changes: object = {}) =>
  onMetric(
    aName(service),
    ['Shop/Web', 'Errors'],
    { ServiceName: `web-${service}` },
    { EvaluationPeriods: 1, ...changes },
  );

const { runbook } = deployable(webServiceHung, { values: { cluster: 'shop' } });

/** The past of one alarm, as it is read. */
const pastsOf = (its: typeof runbook, firings: readonly Firing[], service = 'catalog'): Past[] => [
  {
    runbook: its,
    alarm: { name: aName(service), state: 'OK', dimensions: { ServiceName: `web-${service}` } },
    changes: firings.flatMap(([at, lasted]) => [
      { at: start + at * minute, to: 'ALARM' as const },
      { at: start + (at + lasted) * minute, to: 'OK' as const },
    ]),
  },
];

/** What the runbook would have made of these firings, by service. */
async function tested(
  firings: Readonly<Record<string, readonly Firing[]>>,
  answers: Answers = {},
  changes: object = {},
) {
  const histories = Object.fromEntries(
    Object.entries(firings).map(([service, its]) => [aName(service), historyOf(aName(service), its)]),
  );
  const wire = onTheWire(({ operation, input }) => {
    const answer = answers[operation];
    if (answer) return answer(input);
    if (operation === 'DescribeAlarmHistory') {
      const all = histories[String(input['AlarmName'])] ?? [];
      // Two items a page, so that pages are read.
      const from = Number(input['NextToken'] ?? 0);
      const more = from + 2 < all.length ? { NextToken: String(from + 2) } : {};
      return { body: { AlarmHistoryItems: all.slice(from, from + 2), ...more } };
    }
    return { body: { Events: [] } };
  });
  const adopted: AdoptedAlarm[] = Object.keys(firings).map((service) => {
    const alarm = {
      ...anAlarm(service, changes),
      StateTransitionedTimestamp: new Date(start),
      StateUpdatedTimestamp: new Date(start),
    };
    return {
      alarm: alarm as AdoptedAlarm['alarm'],
      reading: readingOf(alarm as AdoptedAlarm['alarm']),
      by: [{ runbook, way: 'prefix' as const }],
    };
  });
  const { pasts, unread } = await readPasts(
    wire.open(CloudWatchClient),
    adopted,
    [new Date(start), new Date(start + 14 * 1440 * minute)],
    () => {},
  );
  const replayed = await replay(pasts);
  const slow = replayed.filter((one) => one.okAt !== undefined && !isAlone(one, runbook));
  const people = await peopleBehind(wire.open(CloudTrailClient), slow, () => {});
  return { ...backtested(runbook, replayed, people), unread, people, heard: wire.heard };
}

describe('a backtest', () => {
  test('acts as the deployed handlers do, and counts what would have been for nothing', async () => {
    const its = await tested({
      catalog: [
        [10, 2],
        [3_000, 12],
      ],
    });
    expect(its.outcomes).toMatchObject([
      { firedAt: '2026-11-03T00:10:00.000Z', lasted: 120, alone: true, acted: ['Restart ECS tasks'] },
      { lasted: 720, alone: false, acted: ['Restart ECS tasks'] },
    ]);
    expect(sentence(its)).toBe(
      '2 alarms, 1 OK again within 3 min by itself; it would have acted on 2 (Restart ECS tasks on 2); 1 of them for nothing, since the alarm was OK again within 3 min anyway.',
    );
  });

  test('is held by the cooldown, by the runs of a day and by the breaker as at night', async () => {
    // The cooldown is 5 minutes, 3 runs a day, and 2 without effect open the breaker for 6 hours.
    const cooldown = await tested({
      catalog: [
        [0, 2],
        [4, 2],
      ],
    });
    expect(cooldown.outcomes.map(({ heldBy }) => heldBy)).toEqual([undefined, 'cooldown']);
    const runs = await tested({
      catalog: [
        [0, 2],
        [60, 2],
        [120, 2],
        [180, 2],
      ],
    });
    expect(runs.outcomes.map(({ heldBy }) => heldBy)).toEqual([
      undefined,
      undefined,
      undefined,
      'runs a day',
    ]);
    const breaker = await tested({
      catalog: [
        [0, 30],
        [90, 30],
        [240, 30],
      ],
    });
    expect(breaker.outcomes.map(({ heldBy }) => heldBy)).toEqual([undefined, undefined, 'breaker']);
  });

  test('is held by a mass failure, and says on which day', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 14 }, (_, index) => [`s${index}`, [[index / 10, 20] as const]]),
    );
    const its = await tested(many);
    expect(its.outcomes.filter(({ heldBy }) => heldBy === 'mass failure').length).toBeGreaterThan(0);
    expect(sentence(its)).toContain('a mass failure on 3 Nov');
  });

  test('keeps what it has done to a target: a rollback is done once', async () => {
    const spec = {
      ...webServiceHung,
      steps: [step(rollBackEcsService, { cluster: 'shop', service: fromAlarm('ServiceName', 'web-*') })],
    };
    const [past] = pastsOf(deployable(spec).runbook, [
      [10, 2],
      [3_000, 2],
    ]);
    const acted = (await replay(past ? [past] : [])).map(({ attempts }) =>
      attempts.map(({ reason }) => reason?.code),
    );
    expect(acted).toEqual([[undefined], ['went-back-already']]);
  });

  test('replays hundreds of alarms, by their order in time', async () => {
    const firings = Array.from({ length: 10 }, (_, index): Firing => [10 + index * 700, 2]);
    const pasts = Array.from({ length: 20 }, (_, index) => pastsOf(runbook, firings, `s${index}`)).flat();
    const done: number[] = [];
    const replayed = await replay(pasts, (count) => done.push(count));
    expect(replayed).toHaveLength(200);
    expect(replayed.filter(({ incident }) => incident === undefined)).toEqual([]);
    expect(done.at(-1)).toBe(400);
  }, 300_000);

  test('says what kept it from acting where no guard did', async () => {
    const slow = await tested({ catalog: [[10, 30]] }, {}, { Period: 300 });
    expect(slow.outcomes).toMatchObject([
      { acted: [], notActing: expect.stringContaining('the alarm needs at least 10 min to recover') },
    ]);
  });

  const event = (changes: object, request: object) => ({
    EventName: 'UpdateService',
    EventTime: (start + 15 * minute) / 1000,
    Username: 'anna',
    CloudTrailEvent: JSON.stringify({
      userIdentity: { type: 'AssumedRole', arn: 'arn:aws:sts::111122223333:assumed-role/Admin/anna' },
      requestParameters: request,
      ...changes,
    }),
  });

  test('tells apart what ended after a person had changed the target', async () => {
    const lookup = (one: object): Answers => ({ LookupEvents: () => ({ body: { Events: [one] } }) });
    const firings = { catalog: [[10, 20] as const] };
    const byAnna = await tested(firings, lookup(event({}, { cluster: 'shop', service: 'web-catalog' })));
    expect(byAnna.outcomes[0]?.byPerson).toMatchObject({ who: 'anna', what: 'UpdateService' });
    expect(sentence(byAnna)).toContain('1 ended after a person had changed the target');
    for (const [changes, request] of [
      [{}, { service: 'web-catalog-admin' }],
      [{ errorCode: 'AccessDenied' }, { service: 'web-catalog' }],
      [{ userIdentity: { type: 'AWSService' } }, { service: 'web-catalog' }],
      [{ userIdentity: { type: 'AssumedRole', invokedBy: 'ecs.amazonaws.com' } }, { service: 'web-catalog' }],
    ] as const) {
      expect((await tested(firings, lookup(event(changes, request)))).outcomes[0]?.byPerson).toBeUndefined();
    }
  });

  test('goes on where CloudTrail or one history cannot be read, and says so', async () => {
    const denied = () => ({ status: 400, error: 'AccessDeniedException' });
    const its = await tested({ catalog: [[10, 20]] }, { LookupEvents: denied });
    expect(its.outcomes).toHaveLength(1);
    expect(its.people.unread).toMatch(/^CloudTrail could not be read \(.*AccessDenied/);
    const unread = await tested({ catalog: [[10, 20]] }, { DescribeAlarmHistory: denied });
    expect(unread.unread).toEqual([
      expect.stringContaining('the history of web-catalog-5xx could not be read'),
    ]);
  });

  test('reads a history although AWS throttles it', async () => {
    let calls = 0;
    const its = await tested(
      { catalog: [] },
      {
        DescribeAlarmHistory: () =>
          ++calls < 3
            ? { status: 400, error: 'ThrottlingException' }
            : { body: { AlarmHistoryItems: historyOf(aName('catalog'), [[10, 2]]) } },
      },
    );
    expect(its.outcomes).toHaveLength(1);
  });
});

describe('a backtest that is kept', () => {
  const root = () => pathToFileURL(`${mkdtempSync(join(tmpdir(), 'nightshift-evidence-'))}/`);
  const kept = async () => {
    const its = await tested({
      catalog: [
        [10, 2],
        [3_000, 12],
      ],
    });
    const span = { from: '2026-11-03T00:00:00.000Z', to: '2026-11-17T00:00:00.000Z' };
    const found = { environment: 'production', days: 14, ...span, runbooks: [its], unread: [] };
    return evidenceOf(its, runbook, found);
  };

  test('says what a watch would, that nobody watched, and of which definition', async () => {
    const evidence = await kept();
    expect(evidence).toMatchObject({ evidence: 'backtest', watched: 2, alone: 1, wouldAct: 2, needless: 1 });
    expect(evidence.definition).toBe(definitionOf({ ...runbook, mode: 'auto' }));
    expect(evidence.definition).not.toBe(
      definitionOf({ ...runbook, guards: { ...runbook.guards, maxRunsPerDay: 9 } }),
    );
  });

  test('is a file of its runbook', async () => {
    const [folder, evidence] = [root(), await kept()];
    const file = 'evidence/backtests/production/web-service-hung.json';
    expect(await writeEvidence([evidence], folder)).toEqual([`Wrote ${file}`]);
    expect(JSON.parse(readFileSync(new URL(file, folder), 'utf8'))).toEqual(evidence);
  });
});

describe('nightshift backtest', () => {
  // The sandbox's time is divided by ten, so its alarms are evaluated every six seconds.
  const alarms = [anAlarm('catalog', { Period: 6 })];
  const wire = onTheWire(({ operation, input }) => {
    if (operation === 'GetCallerIdentity')
      return {
        body: '<GetCallerIdentityResponse><GetCallerIdentityResult><Account>000000000000</Account><Arn>arn:aws:iam::000000000000:user/anna</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>',
      };
    if (operation === 'DescribeAlarms')
      return { body: String(input['AlarmTypes']).includes('LogAlarm') ? {} : { MetricAlarms: alarms } };
    if (operation === 'DescribeAlarmHistory')
      return {
        body: {
          AlarmHistoryItems: historyOf(aName('catalog'), [
            [10, 0.2],
            [3_000, 3],
          ]),
        },
      };
    return { body: { Events: [], Tags: [] } };
  });
  const account = {
    cloudwatch: wire.open(CloudWatchClient),
    sts: wire.open(STSClient),
    open: wire.open,
    region: async () => 'us-east-1',
  } as unknown as Account;
  const surroundings: Surroundings = {
    connect: async () => {
      throw new Error('Nothing is deployed');
    },
    account: async () => account,
    now: () => new Date(start + 14 * 1440 * minute),
    pause: async () => {},
    user: () => 'anna',
  };
  const say = async (...args: string[]) =>
    (await nightshift(['backtest', ...args, '--environment', 'sandbox'], surroundings)).text;

  test('has a line for each runbook, and with one named a line for each alarm', async () => {
    expect(await say()).toContain('web-service-hung: 2 alarms, 1 OK again within 18 s by itself;');
    const one = await say('web-service-hung');
    expect(one).toMatch(/^2026-11-05 02:00 {2}web-catalog-5xx {2}OK after 3 min/m);
    expect(await say('--format', 'markdown')).toContain('| 2026-11-03 00:10 | `web-catalog-5xx` |');
    const json = JSON.parse(await say('--format', 'json'));
    expect(json).toMatchObject({ evidence: 'backtest', days: 14 });
    expect(
      json.runbooks.find(({ runbook: id }: { runbook: string }) => id === 'web-service-hung').outcomes,
    ).toHaveLength(2);
  });

  test('refuses what it does not know', async () => {
    await expect(say('web-service-hing')).rejects.toThrow('did you mean web-service-hung?');
    await expect(say('--days', '60')).rejects.toThrow('--days takes 1 to 30');
    expect(await say('--permissions')).toContain('cloudtrail:LookupEvents');
  });
});
