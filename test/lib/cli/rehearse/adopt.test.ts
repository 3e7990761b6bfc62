import { copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { EnvironmentSchema } from '#checks/schema';
import { adopt } from '#cli/commands/adopt';
import type { Deployed, Surroundings } from '#cli/commands/command';
import { loadSources } from '#cli/explain/sources';
import { adoptNight, readNight } from '#cli/rehearse/adopt';
import { drillOfNight } from '#cli/rehearse/drill-of-night';
import { byHand, fis } from '#define/index';
import runbook from '#runbooks/checkout-api-errors';
import { hushed } from '#test/support/scenes';
import { type Rehearsal, type RehearseOptions, rehearse } from '#testing/rehearse';
import { places } from '#testing/world/world';
import { historyOf } from './history.ts';

hushed();
const repository = new URL('../../../../', import.meta.url);
const sources = await loadSources(repository);
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nightshift-adopt-'));
  await mkdir(join(folder, 'test/nights'), { recursive: true });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function adopted(data: unknown, runbook?: string) {
  const file = join(folder, 'night.json');
  await writeFile(file, JSON.stringify(data));
  const night = await readNight(file, runbook, sources);
  const answer = await adoptNight(night, pathToFileURL(`${folder}/`), sources);
  const path = /^Wrote (\S+):/.exec(answer.text)?.[1] ?? '';
  const written = await readFile(join(folder, path), 'utf8');
  return { ...answer, written, night: JSON.parse(written) };
}

/** What `nightshift show --json` prints of a night. */
const shown = async (options: RehearseOptions) => {
  const { incident, attempts, timeline } = await rehearse(runbook, options);
  return { incident, attempts, timeline, locks: [], told: '' };
};

/** The same as DynamoDB exports it. */
const exported = async (options: RehearseOptions) => {
  const { incident, scene } = await rehearse(runbook, options);
  const Items = scene.world.dynamodb
    .partition(`INCIDENT#${incident?.id}`)
    .map((item) => marshalled(item)['M']);
  return { Items, Count: Items.length, ScannedCount: Items.length, ConsumedCapacity: null };
};

function marshalled(value: unknown): { readonly [type: string]: unknown } {
  if (value === null) return { NULL: true };
  if (Array.isArray(value)) return { L: value.map(marshalled) };
  if (typeof value === 'number') return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  if (typeof value === 'string') return { S: value };
  return {
    M: Object.fromEntries(Object.entries(value as object).map(([name, one]) => [name, marshalled(one)])),
  };
}

const nights: [string, RehearseOptions, object][] = [
  ['healed at its first step', { healsAt: 1 }, { verdict: 'healed', tried: ['restart-ecs-tasks'] }],
  [
    'healed at its second step',
    { healsAt: 2 },
    { verdict: 'healed', tried: ['restart-ecs-tasks', 'flush-redis-cache'] },
  ],
  ['escalated', {}, { verdict: 'escalated', tried: ['restart-ecs-tasks', 'flush-redis-cache'] }],
  ['healed after a step that was denied', { healsAt: 2, faults: { 1: 'denied' } }, { verdict: 'healed' }],
  ['approved step by step', { mode: 'approve', approves: true, healsAt: 2 }, { verdict: 'healed' }],
  ['denied', { mode: 'approve', approves: false, healsAt: 1 }, { verdict: 'escalated', tried: [] }],
  ['escalated after a crash', { faults: { 2: 'crash' } }, { verdict: 'escalated' }],
];

describe.each(nights)('a night that was %s', (_, options, expected) => {
  test.each([
    ['nightshift show', shown],
    ['DynamoDB', exported],
    ['Step Functions', historyOf],
  ])('is adopted from what %s prints, and its rehearsal agrees', async (_, printed) => {
    const { agrees, night, text } = await adopted(await printed(options));
    expect(text).toContain('Its rehearsal ends the same way.');
    expect(agrees).toBe(true);
    expect(night).toMatchObject({ runbook: 'checkout-api-errors', expected });
  });
});

test('the file is laid out as the formatter wants it, so that npm run check stays green', async () => {
  await symlink(fileURLToPath(new URL('node_modules', repository)), join(folder, 'node_modules'));
  for (const name of ['biome.json', '.gitignore'])
    await copyFile(new URL(name, repository), join(folder, name));
  const { written } = await adopted(await shown({ healsAt: 1 }));
  expect(written).toContain('"tried": ["restart-ecs-tasks"]');
});

test('a night that ends otherwise with the runbook as it is now is kept, and said to differ', async () => {
  const { incident, attempts, ...more } = await shown({ healsAt: 1 });
  // As if the runbook had then had another first step, which did not help.
  const [first] = attempts;
  const another = { ...first, action: 'flush-redis-cache', settled: true };
  const data = { ...more, incident: { ...incident, verdict: 'escalated' }, attempts: [another] };
  const { agrees, text, night } = await adopted(data);
  expect(agrees).toBe(false);
  expect(text).toContain('Its rehearsal with the runbook as it is now differs:');
  expect(night.expected).toEqual({ verdict: 'escalated', tried: ['flush-redis-cache'] });
});

test('is not adopted twice, nor before it is over, nor without a rehearsal that could show it', async () => {
  const data = await shown({ healsAt: 1 });
  await adopted(data);
  await expect(adopted(data)).rejects.toThrow('is there already');
  const open = { ...data.incident, verdict: undefined };
  await expect(adopted({ ...data, incident: open })).rejects.toThrow('has no verdict yet');
  const joined = { ...data.incident, answer: 'join' };
  await expect(adopted({ ...data, incident: joined })).rejects.toThrow('it joined another incident');
  const byHand = { ...data.incident, byHand: { by: 'anna', why: 'it hangs' } };
  await expect(adopted({ ...data, incident: byHand })).rejects.toThrow('a person ran it by hand');
  await expect(adopted({ hello: 'world' })).rejects.toThrow('is no incident');
  await expect(adopted({ Items: [null, { sk: { S: 'INCIDENT' } }] })).rejects.toThrow('is no incident');
  await expect(adopted({ ...data, attempts: [null] })).rejects.toThrow('is no incident');
  const elsewhere = { ...data.incident, id: '../../elsewhere' };
  await expect(adopted({ ...data, incident: elsewhere })).rejects.toThrow('is no incident');
  const history = await historyOf({ healsAt: 1 });
  await expect(adopted(history, 'web-service-hung')).rejects.toThrow(
    'does not adopt the alarm checkout-api-5xx',
  );
});

/** `nightshift adopt WORD --drill`, where this night is on record. Only the table is read in virtual time. */
function adoptHere({ scene: { world } }: Rehearsal, word: string) {
  const send = (command: never) => world.clock.run(() => world.clients.documents.send(command));
  const client = { send } as unknown as typeof world.clients.documents;
  const database = { client, table: places.table };
  const connect = async (environment: string) => ({ environment, database }) as unknown as Deployed;
  const values = { runbook: undefined, drill: true, environment: places.environment };
  const surroundings = { connect, now: world.clock.now } as unknown as Surroundings;
  return adopt({ values, words: [word] }, surroundings);
}

describe('a drill of an incident', () => {
  const drillOf = async (options: RehearseOptions, known = sources) => {
    const file = join(folder, 'night.json');
    await writeFile(file, JSON.stringify(await shown(options)));
    return drillOfNight(await readNight(file, undefined, known), known);
  };

  test('where nothing helped there is none', async () => {
    await expect(drillOf({})).rejects.toThrow(/^No step helped in \S+, so it shows no fault/);
  });

  test('of a step whose action names no fault there is none', async () => {
    const { 'restart-ecs-tasks': restart, ...actions } = sources.actions;
    const { drill: _, ...silent } = restart as NonNullable<typeof restart>;
    const known = { ...sources, actions: { ...actions, 'restart-ecs-tasks': silent } };
    await expect(drillOf({ healsAt: 1 }, known)).rejects.toThrow(
      /^No fault is known that restart-ecs-tasks cures\. Declare one under drills\.runbooks/,
    );
  });

  test('makes the fault that the step cures which helped', async () => {
    const text = await drillOf({ healsAt: 1 });
    expect(text).toMatch(/step 1 \(restart-ecs-tasks\) helped\. The fault that it cures: /);
    expect(text).toMatch(
      /\n {2}'checkout-api-errors': \{\n {4}alarm: '\S+',\n {4}fault: fis\(\{.*<.*> *'.*\}\),\n {4}step: 1,\n {2}\},\n/,
    );
  });

  test('of the second step, broken by hand where FIS has no action for it', async () => {
    const text = await drillOf({ healsAt: 2 });
    expect(text).toContain(
      "fault: byHand('keys of the cache hold what its readers cannot read'),\n    step: 2,",
    );
    expect(text).toContain('Then: nightshift drill checkout-api-errors --environment NAME --record');
  });

  test('asks for a control first where the fault ends by itself', async () => {
    const text = await drillOf({ healsAt: 1 });
    const endsByItself = sources.actions['restart-ecs-tasks']?.drill?.endsByItself;
    expect(text.includes('--control')).toBe(endsByItself);
  });

  test.each<[string, (id: string) => string]>([
    ['any part of its id', (id) => id.slice(-8)],
    ['the name of its alarm', () => 'checkout-api-5xx'],
    ['last', () => 'last'],
  ])('that the environment has on record is found by %s', async (_, naming) => {
    const night = await rehearse(runbook, { healsAt: 2 });
    const { text } = await adoptHere(night, naming(night.incident?.id ?? ''));
    expect(text).toContain(`In ${night.incident?.id}, step 2 (flush-redis-cache) helped.`);
  });

  test('is none of an incident that nobody has on record, nor of a file that is not there', async () => {
    const night = await rehearse(runbook, { healsAt: 2 });
    await expect(adoptHere(night, 'another-alarm')).rejects.toThrow(
      'There is no incident "another-alarm" in',
    );
    await expect(adoptHere(night, 'saved.json')).rejects.toThrow('There is no file saved.json.');
  });

  test('is what an environment may declare', async () => {
    const text = await drillOf({ healsAt: 2 });
    const entry = text.slice(text.indexOf("'checkout"), text.indexOf('  },') + 4);
    const declared = new Function('fis', 'byHand', `return { ${entry} };`)(fis, byHand);
    const drills = { targets: ['*'], stopAlarm: 'users-suffer', runbooks: declared };
    const parsed = EnvironmentSchema.shape.drills.safeParse(drills);
    expect(parsed.error?.issues ?? []).toEqual([]);
  });
});
