import { PutCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { type RequireDrill, unproven } from '#core/guards/require-drill';
import { modeKey } from '#core/table/keys';
import {
  admitted,
  aNight,
  aRemedy,
  aRunbook,
  aStep,
  healsAfter,
  hushed,
  type Scene,
  theIncident,
} from '#test/support/scenes';
import { letAnswer } from '#testing/person';
import { places } from '#testing/world/world';

hushed();

const withinSeconds = 90 * 86_400;
const version = 'a'.repeat(64);
const { guards } = aRunbook();

/** The alarm of a scene fires on 2026-03-01 at 03:00. */
const proof = {
  version,
  environment: 'staging',
  incident: '20260220-1000-0123abcd',
  when: '2026-02-20T10:05:00.000Z',
};

/** A night in an environment that requires a drill, with this evidence of one. */
const aNightWith = (
  given: Partial<typeof proof> | undefined,
  changes: Scene['runbook'] = {},
  more: Scene = {},
) =>
  aNight({
    ...more,
    runbook: {
      version,
      guards: {
        ...guards,
        requireDrill: { withinSeconds, ...(given ? { proof: { ...proof, ...given } } : {}) },
      },
      ...changes,
    },
  });

const unprovenBy: [string, Partial<typeof proof> | undefined, Scene['runbook'], string][] = [
  ['nothing', undefined, {}, 'no drill has proven this version of the runbook'],
  [
    'a drill of another version',
    { version: 'b'.repeat(64) },
    {},
    'the drill of 2026-02-20 in staging (20260220-1000-0123abcd) proved another version of the runbook',
  ],
  [
    'a drill, and it does not know which version it is itself',
    {},
    { version: undefined },
    'the drill of 2026-02-20 in staging (20260220-1000-0123abcd) proved another version of the runbook',
  ],
  [
    'a drill of 90 days and a second ago',
    { when: '2025-12-01T02:59:59.000Z' },
    {},
    'the drill of 2025-12-01 in staging (20260220-1000-0123abcd) is not within the last 90 days',
  ],
  [
    'a drill that is yet to come',
    { when: '2026-03-01T03:10:00.000Z' },
    {},
    'the drill of 2026-03-01 in staging (20260220-1000-0123abcd) is not within the last 90 days',
  ],
  [
    'a drill at no time at all',
    { when: 'soon' },
    {},
    'the drill of soon in staging (20260220-1000-0123abcd) is not within the last 90 days',
  ],
];

describe('a runbook in mode auto asks a person first while its version is proven by', () => {
  test.each(unprovenBy)('%s', async (_, given, changes, reason) => {
    const remedy = aRemedy();
    const { night, runbook, event, world } = aNightWith(given, changes, { remedies: [remedy] });
    expect(await night.finish(night.deliver(runbook.id, event))).toMatchObject({ verdict: 'escalated' });
    expect(remedy.acted).toEqual([]);
    const { incident } = theIncident(night);
    expect(incident).toMatchObject({
      mode: 'approve',
      deployedMode: 'auto',
      plan: [{ approval: 'required' }],
    });
    expect(incident.asks?.code).toMatch(/^(not-drilled|drilled-another-version|drill-too-old)$/);
    const [request] = world.sns.on(places.topics.notice);
    expect(request?.body).toContain(`Why you are asked: ${reason}.`);
    const pages = world.sns.on(places.topics.page).map(({ body }) => body);
    expect(pages).toContainEqual(expect.stringContaining(`Why it asked first: ${reason}.`));
  });

  test.each(unprovenBy)('%s, also where a person has switched it to auto', async (_, given, changes) => {
    const scene = aNightWith(given, { ...changes, mode: 'watch' });
    const { client, table } = scene.services.admit.database;
    const person = { by: 'ada', why: 'it works', at: '2026-03-01T02:50:00.000Z' };
    const Item = { ...modeKey('shop-errors'), runbook: 'shop-errors', mode: 'auto', ...person };
    await client.send(new PutCommand({ TableName: table, Item }));
    expect(await admitted(scene)).toMatchObject({ answer: 'ask' });
  });
});

describe('while it asks', () => {
  test('it asks before each of its steps, and acts once a person has approved', async () => {
    const remedies = [aRemedy(), aRemedy({ id: 'flush' })];
    const steps = [aStep(), aStep('flush')];
    const page = { ...aRunbook().page, pageBySeconds: 3_600 };
    const { night, runbook, event, world } = aNightWith(undefined, { steps, page }, { remedies });
    const asked: number[] = [];
    letAnswer(world, (_, step) => asked.push(step) > 0);
    await night.finish(night.deliver(runbook.id, event));
    expect(asked).toEqual([1, 2]);
    expect(remedies.map(({ acted }) => acted.length)).toEqual([1, 1]);
  });
});

describe('it acts alone', () => {
  test.each<[string, Partial<typeof proof>]>([
    ['a fresh drill of its version', {}],
    ['one of 90 days ago, to the second', { when: '2025-12-01T03:00:00.000Z' }],
    ['one that healed a moment ago by a clock that is ahead', { when: '2026-03-01T03:04:00.000Z' }],
  ])('after %s', async (_, given) => {
    const remedy = aRemedy();
    const { night, runbook, event, world } = aNightWith(given, {}, { remedies: [remedy] });
    healsAfter(world, 90);
    expect(await night.finish(night.deliver(runbook.id, event))).toMatchObject({ verdict: 'healed' });
    expect(remedy.acted).toHaveLength(1);
    expect(theIncident(night).incident).toMatchObject({ mode: 'auto', runbook: { version } });
    expect(theIncident(night).incident.asks).toBeUndefined();
  });

  test('where the environment requires no drill', async () => {
    expect(await admitted(aNight())).toMatchObject({ answer: 'act' });
  });
});

describe('what the gate does not raise', () => {
  test.each(['watch', 'off'] as const)('mode %s stays', async (mode) => {
    const scene = aNightWith({}, { mode });
    expect(await admitted(scene)).toMatchObject({ answer: mode === 'off' ? 'suppressed' : 'watch' });
  });

  test('a proven runbook in mode approve asks', async () => {
    expect(await admitted(aNightWith({}, { mode: 'approve' }))).toMatchObject({ answer: 'ask' });
  });
});

test('of any evidence, only the same version within the time counts', () => {
  const now = new Date('2026-03-01T03:00:00.000Z');
  const versions = fc.constantFrom('a', 'b', undefined);
  fc.assert(
    fc.property(
      versions,
      versions,
      fc.integer({ min: -200, max: 400 }),
      fc.integer({ min: 1, max: 300 }),
      (own, drilled, ageDays, withinDays) => {
        const when = new Date(now.getTime() - ageDays * 86_400_000).toISOString();
        const given: RequireDrill = {
          withinSeconds: withinDays * 86_400,
          ...(drilled ? { proof: { ...proof, version: drilled, when } } : {}),
        };
        const counts = own !== undefined && own === drilled && ageDays >= 0 && ageDays <= withinDays;
        expect(unproven(given, own, now) === undefined).toBe(counts);
      },
    ),
  );
});
