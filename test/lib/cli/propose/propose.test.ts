import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { actions } from '#action/register';
import { resolveRunbooks } from '#checks/resolve';
import type { Surroundings } from '#cli/commands/command';
import { nightshift } from '#cli/commands/nightshift';
import { askFor } from '#cli/propose/ask';
import { type Proposal, proposals } from '#cli/propose/group';
import { proposeReads, readsOn } from '#cli/propose/reads';
import { survey } from '#cli/propose/survey';
import { writeProposals } from '#cli/propose/write';
import type { RunbookSpec } from '#define/index';
import { hushed } from '#test/support/scenes';
import { thorough } from '#test/support/thorough';
import { typing } from '#test/support/typing';
import { anAccount, answerTo, onMetric } from './account.ts';

hushed();

type Changes = Parameters<typeof anAccount>[0];

async function surveyed(changes: Changes = {}, runbooks: Pick<RunbookSpec, 'id' | 'when'>[] = []) {
  const { account, heard } = anAccount(changes);
  const told: string[] = [];
  const alarms = await survey({
    cloudwatch: account.cloudwatch,
    read: readsOn(account),
    actions: Object.values(actions),
    runbooks,
    progress: (text) => told.push(text),
  });
  const of = (name: string) => {
    const found = alarms.find(({ alarm }) => alarm.AlarmName === name)?.judgement;
    if (!found) throw new Error(`The survey lacks ${name}`);
    return found.kind === 'heals'
      ? {
          is: found.kind,
          steps: found.steps.map(({ action }) => action.id),
          because: found.steps[0]?.because,
        }
      : { is: found.kind, because: found.because };
  };
  return { alarms, of, heard, told, proposed: proposals(alarms, { ids: [] }) };
}

describe('a survey of an account', () => {
  test('says of every alarm what would be done, or why nothing', async () => {
    const { of } = await surveyed();
    expect(of('web-5xx')).toMatchObject({ steps: ['roll-back-ecs-service', 'restart-ecs-tasks'] });
    expect(of('cart-memory')).toMatchObject({ steps: ['restart-ecs-tasks'] });
    expect(of('mailer-dead')).toMatchObject({ steps: ['redrive-dead-letters'] });
    expect(of('mailer-errors')).toMatchObject({ steps: ['roll-back-lambda-alias'] });
    expect(of('orders-memory')).toMatchObject({ steps: ['fail-over-rds-instance'] });
    expect(of('sessions-full')).toMatchObject({ steps: ['flush-redis-cache'] });
    expect(of('stream-age')).toEqual({
      is: 'own-action',
      because: 'no action suits AWS/Kinesis GetRecords.IteratorAgeMilliseconds of StreamName clicks',
    });
    expect(of('lb-5xx')).toMatchObject({
      is: 'page-only',
      because: expect.stringContaining('names no target group'),
    });
    expect(of('bill')).toMatchObject({
      is: 'page-only',
      because: expect.stringMatching(/^it takes .* to be OK again/),
    });
    expect(of('shop-down')).toMatchObject({
      is: 'page-only',
      because: expect.stringContaining('adopt the alarms below it (web-5xx, cart-memory, deploying)'),
    });
    expect(of('errors-in-log')).toMatchObject({ is: 'page-only' });
    expect(of('TargetTracking-service/shop/web-AlarmHigh')).toMatchObject({ is: 'leave-alone' });
    expect(of('nightshift-production-sweep-silent')).toMatchObject({ is: 'leave-alone' });
  });

  test('leaves what a runbook adopts already to it, also by its tag', async () => {
    const tagged = {
      ListTagsForResource: () => ({ body: { Tags: [{ Key: 'nightshift:runbook', Value: 'mine' }] } }),
    };
    const { of } = await surveyed(tagged, [
      { id: 'mine', when: { taggedWithin: 'cart-*' } },
      { id: 'mine', when: { taggedWithin: 'stream-*' } },
      { id: 'its', when: { alarms: [{ prefix: 'web-' }] } },
    ]);
    expect(of('web-slow')).toEqual({ is: 'adopted', because: 'runbook its adopts it' });
    expect(of('cart-memory')).toEqual({ is: 'adopted', because: 'runbook mine adopts it' });
    // The same for one that no action suits: its runbook has an action of the team's own.
    expect(of('stream-age')).toEqual({ is: 'adopted', because: 'runbook mine adopts it' });
    expect(of('mailer-errors')).toMatchObject({ is: 'heals' });
  });

  test('proposes nothing that it could not look up, and says which permission it lacks', async () => {
    const { of } = await surveyed({
      ListClusters: () => ({ status: 400, error: 'AccessDeniedException' }),
      GetQueueUrl: () => ({ status: 400, error: 'AccessDeniedException' }),
    });
    expect(of('web-5xx')).toMatchObject({
      is: 'own-action',
      because: expect.stringMatching(/could not be looked up \(.*AccessDenied/),
    });
    expect(of('mailer-dead')).toMatchObject({ is: 'own-action' });
    expect(of('cart-memory')).toMatchObject({ is: 'heals' });
  });

  test('does not offer a dead-letter queue of several queues, nor an instance that is gone', async () => {
    const { of } = await surveyed({
      ListDeadLetterSourceQueues: () => ({ body: { queueUrls: ['https://sqs/1/a', 'https://sqs/1/b'] } }),
      DescribeDBInstances: () => ({
        body: '<DescribeDBInstancesResponse><DescribeDBInstancesResult/></DescribeDBInstancesResponse>',
      }),
    });
    expect(of('mailer-dead')).toMatchObject({ is: 'own-action' });
    expect(of('orders-memory')).toMatchObject({ is: 'own-action' });
  });

  const count = thorough ? 10_000 : 2_000;
  test(`reads ${count} alarms page by page although AWS throttles, and asks for each thing once`, async () => {
    const many = Array.from({ length: count }, (_, index) =>
      onMetric(`mail-${index}`, ['AWS/SQS', 'ApproximateAgeOfOldestMessage'], {
        QueueName: `queue-${index % 7}`,
      }),
    );
    let calls = 0;
    const { alarms, heard, told } = await surveyed({
      DescribeAlarms: ({ AlarmTypes, NextToken }) => {
        if (String(AlarmTypes).includes('LogAlarm')) return { status: 400, error: 'ValidationException' };
        if (++calls % 15 === 0) return { status: 400, error: 'ThrottlingException' };
        const start = Number(NextToken ?? 0);
        const next = start + 100 < many.length ? { NextToken: String(start + 100) } : {};
        return { body: { MetricAlarms: many.slice(start, start + 100), ...next } };
      },
      ListDeadLetterSourceQueues: () => ({ body: { queueUrls: [] } }),
    });
    expect(alarms).toHaveLength(count);
    expect(heard.filter(({ operation }) => operation === 'GetQueueUrl')).toHaveLength(7);
    expect(told).toContain(`${count} alarms read`);
    expect(told.at(-1)).toBe(`${count} of ${count} alarms looked at`);
  });

  test('sends only what its policy allows', async () => {
    const { heard } = await surveyed();
    const rest: Readonly<Record<string, string>> = {
      '/2015-03-31/event-source-mappings': 'ListEventSourceMappings',
      '/2015-03-31/functions/mailer/aliases': 'ListAliases',
    };
    const sent = new Set(heard.map(({ operation }) => rest[operation] ?? operation));
    const allowed = proposeReads.map(({ call }) => call.split(':')[1]);
    expect([...sent].filter((call) => !allowed.includes(call))).toEqual([]);
    expect(allowed.filter((call) => !/^(Describe|List|Get)/.test(call ?? ''))).toEqual([]);
  });
});

describe('proposed runbooks', () => {
  const filled = ({ spec, gaps, values }: Proposal) => ({
    values,
    spec: {
      ...spec,
      owner: spec.owner || 'team-shop',
      page: { ...spec.page, instructions: 'Look at the log.' },
      steps: spec.steps.map((step) => ({
        ...step,
        parameters: Object.fromEntries(
          Object.entries(step.parameters).map(([name, value]) => [
            name,
            value === '' ? answerTo(name) : value,
          ]),
        ),
      })),
    },
    gaps,
  });

  const resolve = (these: ReadonlyArray<{ spec: RunbookSpec; values: Proposal['values'] }>) =>
    resolveRunbooks(
      these.map(({ spec }) => ({ file: `runbooks/${spec.id}.ts`, spec, text: '' })),
      {
        file: 'environments/test.ts',
        text: '',
        spec: {
          name: 'test',
          runbooks: Object.fromEntries(these.map(({ spec, values }) => [spec.id, values])),
          networks: {
            default: {
              vpcId: 'vpc-1',
              availabilityZones: ['eu-central-1a'],
              subnetIds: ['subnet-1'],
              securityGroupIds: ['sg-1'],
            },
          },
          routes: {
            page: [{ protocol: 'email', endpoint: 'on-call@shop.test' }],
            backup: [{ protocol: 'sms', endpoint: '+4915112345678' }],
            notice: [{ protocol: 'email', endpoint: 'team@shop.test' }],
          },
        },
      },
      actions,
    );

  test('hold together the alarms that the same steps mend, in mode watch, with their owner where a tag names it', async () => {
    const { proposed } = await surveyed();
    const web = proposed.find(({ spec }) => spec.when.alarms?.includes('web-5xx'));
    expect(web).toMatchObject({
      spec: {
        id: 'web-roll-back-ecs-service',
        owner: 'team-web',
        mode: 'watch',
        when: { alarms: ['web-5xx', 'web-slow'] },
        recovered: { andMetric: { name: 'HealthyHostCount', atLeast: 1 } },
      },
      values: { cluster: 'shop', service: 'web' },
      needs: [],
    });
    expect(Object.keys(web?.gaps ?? {})).toEqual(['instructions']);
    const dead = proposed.find(({ spec }) => spec.when.alarms?.includes('mailer-dead'));
    expect(dead?.values).toEqual({
      deadLetterQueue: 'mail-dlq',
      queue: 'mail',
      consumerAlarm: 'mailer-errors',
    });
  });

  test("are the team's that owns every runbook of the project, where no tag says otherwise", async () => {
    const { alarms } = await surveyed();
    const found = proposals(alarms, { ids: [], owner: 'team-shop' });
    const ownerOf = (alarm: string) =>
      found.find(({ spec }) => spec.when.alarms?.includes(alarm))?.spec.owner;
    expect([ownerOf('cart-memory'), ownerOf('web-5xx')]).toEqual(['team-shop', 'team-web']);
    expect(found.flatMap(({ gaps }) => Object.keys(gaps))).not.toContain('owner');
  });

  test('deploy once their gaps are filled, and not before', async () => {
    const { proposed } = await surveyed();
    expect(proposed.length).toBeGreaterThan(4);
    expect(resolve(proposed.map(filled)).problems).toEqual([]);
    for (const proposal of proposed) {
      const { problems } = resolve([proposal]);
      expect(problems.map(({ field }) => field)).toEqual(
        expect.arrayContaining([expect.stringContaining('instructions')]),
      );
    }
  });

  test('give the slowest of their alarms time to be OK again', async () => {
    const slow = onMetric(
      'cart-memory',
      ['AWS/ECS', 'MemoryUtilization'],
      { ClusterName: 'shop', ServiceName: 'cart' },
      { Period: 300, EvaluationPeriods: 3, DatapointsToAlarm: 2 },
    );
    const { proposed } = await surveyed({
      DescribeAlarms: ({ AlarmTypes }) => ({
        body: String(AlarmTypes).includes('Log') ? {} : { MetricAlarms: [slow] },
      }),
    });
    expect(proposed[0]?.spec.steps[0]?.verifyWithin).toEqual({ seconds: 900 });
    expect(proposed[0]?.spec.recovered?.holdFor).toEqual({ seconds: 300 });
    expect(resolve(proposed.map(filled)).problems).toEqual([]);
  });

  test('are written beside what is there, and their values into the environment', async () => {
    const root = pathToFileURL(`${await mkdtemp(join(tmpdir(), 'proposed-'))}/`);
    await mkdir(new URL('environments/', root));
    await writeFile(new URL('environments/production.ts', root), 'export default {\n  runbooks: {},\n};\n');
    const { proposed } = await surveyed();
    const log = await writeProposals(proposed, 'production', root);
    expect(log).toContain('Wrote runbooks/web-roll-back-ecs-service.ts');
    const text = await readFile(new URL('runbooks/sessions-flush-redis-cache.ts', root), 'utf8');
    expect(text).toContain('// TO FILL IN: which keys may go');
    // A new project has no formatter: the file reads as it is written.
    expect(text).toContain("from 'nightshift';");
    expect(text).toMatch(
      /^ {2}steps: \[\n {4}step\(flushRedisCache, \{\n {6}cache: fromEnvironment\('cache'\),$/m,
    );
    const values = await readFile(new URL('environments/production.ts', root), 'utf8');
    expect(values).toMatch(
      /^ {2}runbooks: \{\n {4}'cart-restart-ecs-tasks': \{ cluster: 'shop', service: 'cart' \},$/m,
    );
    expect(values).toMatch(/^ {2}\},\n\};$/m);
    const environment = await import(new URL('environments/production.ts', root).href);
    expect(environment.default.runbooks['web-roll-back-ecs-service']).toEqual({
      cluster: 'shop',
      service: 'web',
    });
    await expect(writeProposals(proposed, 'production', root)).rejects.toThrow('exists already');
  });
});

describe('whoever sits at the terminal', () => {
  test('is asked for what only they know, and an empty answer leaves the gap', async () => {
    const { proposed } = await surveyed();
    const two = proposed.filter(({ spec }) => /^(cart|web)-/.test(spec.id));
    // The owner of web-… is in a tag, so it is not asked for.
    const person = typing(['team-cart', '', 'Read the newest task log.']);
    const [cart, web] = await askFor(two, person);
    expect(person.asked).toHaveLength(3);
    expect(cart).toMatchObject({ spec: { owner: 'team-cart', page: { instructions: '' } } });
    expect(Object.keys(cart?.gaps ?? {})).toEqual(['instructions']);
    expect(web).toMatchObject({ spec: { page: { instructions: 'Read the newest task log.' } }, gaps: {} });
    expect(person.isClosed()).toBe(true);
  });

  test('who goes away leaves the rest open, and nobody at all leaves everything', async () => {
    const { proposed } = await surveyed();
    const [first] = await askFor(proposed, typing([]));
    expect(first?.gaps).toEqual(proposed[0]?.gaps);
    expect(await askFor(proposed, undefined)).toEqual(proposed);
  });
});

describe('nightshift propose', () => {
  const surroundings = (changes: Changes = {}): Surroundings => ({
    connect: async () => {
      throw new Error('Nothing is deployed');
    },
    account: async () => anAccount(changes).account,
    now: () => new Date(),
    pause: async () => {},
    user: () => 'anna',
  });

  test('sums up, with a line for each alarm, as text, Markdown and JSON', async () => {
    const say = async (...args: string[]) => (await nightshift(['propose', ...args], surroundings())).text;
    expect(await say()).toMatch(
      /^14 alarms: 7 can be healed, 1 needs an action of your own, 4 page only, 2 to leave alone\.\n/,
    );
    expect(await say('--format', 'markdown')).toContain('| `cart-memory`   | Restart ECS tasks:');
    const json = JSON.parse(await say('--format', 'json'));
    expect(json.counts).toEqual({ heals: 7, 'own-action': 1, 'page-only': 4, adopted: 0, 'leave-alone': 2 });
    await expect(say('--format', 'xml')).rejects.toThrow('There is no format "xml"');
  });

  test('counts as adopted what a deployed runbook adopts, and not what a sample would', async () => {
    const { text } = await nightshift(['propose', '--environment', 'sandbox'], surroundings());
    // web-service-hung adopts the prefix web-; production has the file, too, and deploys none.
    expect(text).toMatch(/^14 alarms: 5 can be healed, .* 2 adopted already,/);
  });

  test('prints its policy and asks AWS nothing', async () => {
    const { text } = await nightshift(['propose', '--permissions'], {
      ...surroundings(),
      account: async () => {
        throw new Error('asked');
      },
    });
    expect(JSON.parse(text).Statement[0]).toMatchObject({ Effect: 'Allow', Resource: '*' });
  });
});
