import { metric } from '#core/incident/metric-names';
import { admit } from '#lambdas/admit/admit';
import { sweep } from '#lambdas/sweep/sweep';
import {
  alarmName,
  aNight,
  aRemedy,
  executionArn,
  healsAfter,
  hushed,
  theIncident,
} from '#test/support/scenes';
import { written } from '#test/support/written';

const logged = hushed();

/** The alarms that are said to be worked on in what is written. */
const worked = (log: string): string[] =>
  log
    .split('\n')
    .filter((line) => line.includes('"_aws"'))
    .map((line) => JSON.parse(line))
    .filter((line) => line[metric.working] === 1)
    .map(({ alarm }) => alarm);

type Scene = ReturnType<typeof aNight>;

const swept = async ({ world, services }: Scene): Promise<string[]> =>
  worked(await written(() => world.clock.run(() => sweep({ ...services.sweep, tellsWorking: true }))));

/** What Admit says when it opens the incident. */
async function opened(scene: Scene, tellsWorking = true): Promise<string[]> {
  const arn = executionArn('first');
  scene.world.stepFunctions.executions.set(arn, { arn, input: {}, status: 'RUNNING' });
  const input = { contract: 1 as const, execution: arn, event: scene.event, runbook: scene.runbook };
  return worked(
    await written(() => scene.world.clock.run(() => admit(input, { ...scene.services.admit, tellsWorking }))),
  );
}

describe('that an alarm is being worked on', () => {
  test('is said when its incident opens, and in each sweep until the verdict', async () => {
    const remedy = aRemedy({ act: () => healsAfter(scene.world, 150) });
    const scene: Scene = aNight({ remedies: [remedy] });
    const running = scene.night.deliver('shop-errors', scene.event);
    for (let minute = 0; minute < 2; minute++) {
      await scene.world.clock.advance(60);
      expect(await swept(scene)).toEqual([alarmName]);
    }
    await written(() => scene.night.finish(running));
    expect(theIncident(scene.night).incident.verdict).toBe('healed');
    expect(await swept(scene)).toEqual([]);
  });

  test('is said by Admit within the first call, so that the page is held back in time', async () => {
    expect(await opened(aNight())).toEqual([alarmName]);
  });

  test.each([
    [
      'of an incident that pages',
      { guards: { cooldownSeconds: 1, maxRunsPerDay: 0, staleAfterSeconds: 300 } },
    ],
    ['of one that is only watched', { mode: 'watch' as const }],
    ['of one that is suppressed', { mode: 'off' as const }],
  ])('is not said %s', async (_, runbook) => {
    const scene = aNight({ runbook });
    expect(await opened(scene)).toEqual([]);
    expect(await swept(scene)).toEqual([]);
  });

  test('is said by nobody where no page is delayed', async () => {
    const scene = aNight();
    expect(await opened(scene, false)).toEqual([]);
    const log = await written(() => scene.world.clock.run(() => sweep(scene.services.sweep)));
    expect(worked(log)).toEqual([]);
  });

  test('is no longer said after the page deadline, whatever became of the execution', async () => {
    const scene = aNight();
    await opened(scene);
    scene.world.wire.fail('dynamodb', 'TransactWrite', 'error before', { times: 50 });
    await scene.world.clock.advance(901);
    const log = await written(() =>
      scene.world.clock.run(() =>
        sweep({ ...scene.services.sweep, tellsWorking: true }).catch(() => undefined),
      ),
    );
    expect(theIncident(scene.night).incident.verdict).toBeUndefined();
    expect(worked(log)).toEqual([]);
  });

  test('is never in the way of the sweep: what can’t be read is not said, and the overdue are ended', async () => {
    const scene = aNight();
    await opened(scene);
    await scene.world.clock.advance(901);
    scene.world.wire.fail('dynamodb', 'Query', 'error before', { times: 1 });
    expect(await swept(scene)).toEqual([]);
    expect(theIncident(scene.night).incident.verdict).toBe('escalated');
    expect(logged.join('')).toContain('not said what is worked on');
  });
});
