import { readFileSync } from 'node:fs';
import { ActInput } from '#action/run/contract';
import { incidentItem, incidentOf } from '#core/incident/stored';
import { deduplicationKey } from '#core/page/key';
import { AdmitInput } from '#lambdas/admit/contract';
import { PageInput } from '#lambdas/page/contract';
import { VerifyInput } from '#lambdas/verify/contract';
import { atTheTerminal } from '#test/lib/cli/commands/scene';
import { aRemedy, hushed, theIncident } from '#test/support/scenes';
import { places } from '#testing/world/world';

hushed();

/** What version 0.1.0 of commit f598a32 wrote in its own rehearsal: a runbook of one step, and its alarm shop-5xx. */
interface Written {
  /** ISO 8601, UTC: when it was written. */
  readonly at: string;
  readonly items: readonly Record<string, unknown>[];
  /** What its state machine handed to its functions. */
  readonly inputs: ReadonlyArray<{ readonly function: string; readonly input: unknown }>;
}

const written = (name: string): Written =>
  JSON.parse(readFileSync(new URL(`records/${name}.json`, import.meta.url), 'utf8'));

/** This version on a table that the old one wrote. What ran still runs, and still waits with its token. */
async function upgraded(name: string, more: Readonly<Record<string, unknown>> = {}) {
  const { at, items } = written(name);
  const remedy = aRemedy();
  const scene = atTheTerminal({ remedies: [remedy] });
  const { world } = scene;
  await world.clock.advance((Date.parse(at) - world.clock.milliseconds) / 1_000);
  const write = world.dynamodb.commands['Put'] as (request: object) => unknown;
  const put = (Item: object) => write({ TableName: world.dynamodb.table, Item });
  for (const item of items) put({ ...item, ...(item['sk'] === 'INCIDENT' ? more : {}) });
  const [incident] = scene.night.incidents();
  if (incident?.open)
    world.stepFunctions.executions.set(incident.execution, {
      arn: incident.execution,
      input: {},
      status: 'RUNNING',
    });
  const token = world.stepFunctions.issueToken(incident?.execution);
  return { ...scene, put, remedy, token, id: incident?.id ?? '' };
}

const pagesOf = ({ world }: Awaited<ReturnType<typeof upgraded>>) =>
  world.sns.messages.filter(({ topic }) => topic !== places.topics.notice);

describe('an incident that the old version was waiting with', () => {
  test('hears of the OK from the new one', async () => {
    const { world, token, night } = await upgraded('waiting');
    expect(world.dynamodb.has(({ token: kept }) => kept === token)).toBe(true);
    world.cloudwatch.set('shop-5xx', 'OK');
    await world.clock.advance(30);
    await expect(world.stepFunctions.answerOf(token)).resolves.toBeDefined();
    expect(night.troubles).toEqual([]);
  });

  test('is paged once by the new one, with its own key, when nobody ends it', async () => {
    const scene = await upgraded('waiting');
    await scene.world.clock.advance(1_800);
    const { incident } = theIncident(scene.night);
    expect(incident.verdict).toBe('escalated');
    expect(pagesOf(scene)).toHaveLength(1);
    expect(pagesOf(scene)[0]?.body).toContain(`Key ${deduplicationKey(incident)}`);
    expect(scene.remedy.acted).toEqual([]);
    const now = scene.world.clock.now().toISOString();
    for (const { leaseUntil } of scene.world.dynamodb.all(({ sk }) => sk === 'LOCK'))
      expect(String(leaseUntil) <= now).toBe(true);
  });

  test('is approved by a person at the new command line, and its old request is woken', async () => {
    const { said, id, world, token } = await upgraded('asked');
    expect(await said('approve', id, '--why', 'go on')).toContain('Approved');
    await expect(world.stepFunctions.answerOf(token)).resolves.toBeDefined();
  });

  test('is ended by the new page stage, asked as the old state machine asks', async () => {
    const scene = await upgraded('waiting');
    const asked = written('paged').inputs.find((one) => one.function === 'PageFunctionArn');
    await scene.world.clock.run(() =>
      scene.world.lambda.invoke(places.function('PageFunctionArn'), asked?.input),
    );
    expect(theIncident(scene.night).incident.verdict).toBe('escalated');
    expect(pagesOf(scene)).toHaveLength(1);
  });
});

test('what the old version was told to stop stays stopped', async () => {
  const scene = await upgraded('stopped');
  await scene.night.finish(scene.night.deliver('shop-errors', scene.event));
  expect(scene.remedy.acted).toEqual([]);
  expect(pagesOf(scene)).toHaveLength(1);
  expect(await scene.json('mode')).toMatchObject({ stopAll: { why: 'a trial' }, modes: [{ mode: 'watch' }] });
});

describe('names that the old version gave', () => {
  const massFailure = { id: '20260301-0300', since: '2026-03-01T03:00:00.000Z', pageEverySeconds: 300 };
  const acknowledged = { sentAt: '2026-02-20T10:00:00.000Z', acknowledgedAt: '2026-02-20T10:01:00.000Z' };

  test.each([
    ['storm', massFailure, 'massFailure'],
    ['tookOver', 'the execution that died', 'deadExecution'],
  ])('to an attribute of an incident: %s', async (name, value, newName) => {
    const { night, json, id } = await upgraded('paged', { [name]: value });
    expect(night.incidents()).toMatchObject([{ [newName]: value }]);
    expect((await json('show', id)).incident.verdict).toBe('escalated');
    const [item = {}] = night.world.dynamodb.all(({ sk }) => sk === 'INCIDENT');
    expect(incidentItem(incidentOf(item))).toEqual(item);
  });

  test('to a path that was tested', async () => {
    const scene = await upgraded('paged');
    scene.put({ pk: 'MODES', sk: 'ROAD#backup#backup', road: 'backup', over: 'backup', ...acknowledged });
    const { paths } = await scene.json('test-page', '--status');
    expect(paths).toMatchObject([{ path: 'backup', over: 'backup', ...acknowledged }]);
  });
});

describe('nightshift prints what the old version wrote:', () => {
  test.each([
    ['waiting', undefined],
    ['asked', undefined],
    ['healed', 'healed'],
    ['paged', 'escalated'],
  ])('an incident that is %s', async (name, verdict) => {
    const { said, json, id } = await upgraded(name);
    expect(await said('history')).toContain(id);
    expect(await said('history')).toContain(verdict ?? 'open');
    for (const { text } of written(name).items.filter(({ sk }) => String(sk).startsWith('AT#')))
      expect((await said('show', id)).replace(/\s+/g, ' ')).toContain(text);
    expect((await json('show', id)).incident.verdict).toBe(verdict);
  });
});

describe('the contract has not changed:', () => {
  const schemas = {
    AdmitFunctionArn: AdmitInput,
    RestartFunctionArn: ActInput,
    VerifyFunctionArn: VerifyInput,
    PageFunctionArn: PageInput,
  } as const;
  const inputs = ['waiting', 'healed', 'paged', 'asked'].flatMap((name) => written(name).inputs);

  test.each(Object.entries(schemas))('%s takes what it got from the old version', (name, schema) => {
    const given = inputs.filter((one) => one.function === name);
    expect(given.length).toBeGreaterThan(0);
    for (const { input } of given) expect(schema.safeParse(input)).toMatchObject({ success: true });
  });
});
