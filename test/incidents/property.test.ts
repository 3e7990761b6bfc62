import fc from 'fast-check';
import { reconcile } from '#lambdas/reconcile/reconcile';
import type { Service } from '#testing/world/wire';
import { alarmName, aNight, aRemedy, aStep, eventOf, healsAfter, hushed } from '../support/scenes.ts';

hushed();

/** What the world may do to one alarm with a two-step runbook. */
type Happening =
  | { readonly kind: 'deliver' | 'ok-event' | 'abort' }
  | { readonly kind: 'turns'; readonly to: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA' }
  | { readonly kind: 'passes'; readonly seconds: number }
  | { readonly kind: 'redeliver'; readonly function: string; readonly after: number }
  | {
      readonly kind: 'fails';
      readonly at: readonly [Service, string];
      readonly how: 'error before' | 'error after' | 'crash after';
      readonly after: number;
    };

const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('deliver' as const, 'ok-event' as const, 'abort' as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('turns' as const),
      to: fc.constantFrom('OK' as const, 'ALARM' as const, 'INSUFFICIENT_DATA' as const),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('passes' as const), seconds: fc.integer({ min: 1, max: 240 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('redeliver' as const),
      function: fc.constantFrom('Admit', 'Restart', 'Flush', 'Verify', 'Page'),
      after: fc.integer({ min: 0, max: 1 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('fails' as const),
      at: fc.constantFrom<[Service, string][]>(
        ['dynamodb', 'TransactWrite'],
        ['dynamodb', 'Put'],
        ['dynamodb', 'Query'],
        ['dynamodb', 'Update'],
        ['dynamodb', 'Get'],
        ['cloudwatch', 'DescribeAlarms'],
        ['scheduler', 'CreateSchedule'],
        ['scheduler', 'DeleteSchedule'],
        ['sns', 'Publish'],
        ['step-functions', 'SendTaskSuccess'],
      ),
      how: fc.constantFrom('error before' as const, 'error after' as const, 'crash after' as const),
      after: fc.integer({ min: 0, max: 4 }),
    }),
  },
);

function play(
  scene: ReturnType<typeof aNight>,
  event: unknown,
  running: { abort: () => void }[],
  what: Happening,
): void {
  const { world, night } = scene;
  if (what.kind === 'deliver') running.push(night.deliver('shop-errors', event));
  if (what.kind === 'abort') running.at(-1)?.abort();
  if (what.kind === 'turns') world.cloudwatch.set(alarmName, what.to);
  if (what.kind === 'redeliver') {
    const where = (input: object) => JSON.stringify(input).includes(`${what.function}Function`);
    world.wire.fail('lambda', 'Invoke', 'error after', { where, after: what.after });
  }
  if (what.kind === 'fails') world.wire.fail(...what.at, what.how, { after: what.after });
}

test('whatever happens to an alarm that was delivered: one verdict by its deadline, and no step acts twice', async () => {
  const seen = new Set<string | undefined>();
  await fc.assert(
    fc.asyncProperty(
      fc.array(happening, { maxLength: 14 }),
      fc.constantFrom(0, 0.4),
      fc.option(fc.constantFrom('restart', 'flush')),
      async (happenings, latency, helps) => {
        const remedies = ['restart', 'flush'].map((id) =>
          aRemedy({ id, act: () => (id === helps ? healsAfter(scene.world, 20) : undefined) }),
        );
        const scene = aNight({ remedies, runbook: { steps: [aStep('restart'), aStep('flush')] } });
        const { world, night, event } = scene;
        world.wire.latency = () => latency;
        const running = [night.deliver('shop-errors', event)];
        for (const what of happenings) {
          play(scene, event, running, what);
          if (what.kind === 'ok-event') world.cloudwatch.onChange({ ...changeOf(scene), state: 'OK' });
          await world.clock.advance(what.kind === 'passes' ? what.seconds : 0.2);
        }
        world.wire.heal();
        const left = (Date.parse('2026-03-01T03:17:00.000Z') - world.clock.now().getTime()) / 1000;
        await world.clock.advance(Math.max(left, 120));

        for (const { acted } of remedies) expect(acted.length).toBeLessThanOrEqual(1);
        for (const incident of night.incidents()) {
          expect(incident.verdict).toBeDefined();
          seen.add(incident.verdict);
          const verdicts = night
            .record(incident.id)
            .timeline.filter(({ text }) => /^(healed|self-recovered|escalated): /.test(text));
          expect(verdicts.length).toBeLessThanOrEqual(1);
          const told = world.sns.messages.some(({ body }) => body.includes(incident.id));
          if (incident.verdict === 'escalated' && !incident.takenOver) expect(told).toBe(true);
        }
        expect(world.scheduler.armed).toEqual({});
        if (night.incidents().length > 0 || world.sns.messages.length > 0) return;
        // An event that nobody could admit is a page all the same, unless a person pressed Stop. The reconciler takes up what
        // still fires.
        expect(happenings.map(({ kind }) => kind)).toContain('abort');
        const isFiring = world.cloudwatch.stateOf(alarmName) === 'ALARM';
        const { admitted } = await world.clock.run(() => reconcile(scene.services.reconcile));
        expect(admitted).toBe(isFiring ? 1 : 0);
      },
    ),
    { numRuns: 250 },
  );
  // The engine was at work in these worlds, not only the sweeper behind it.
  expect([...seen].sort()).toEqual(['escalated', 'healed', 'self-recovered']);
});

const changeOf = ({ world }: ReturnType<typeof aNight>) => {
  const event = eventOf(world);
  return { arn: event.resources[0] ?? '', name: alarmName, at: world.clock.now() };
};
