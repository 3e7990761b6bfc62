import { runAction } from '#action/run/run-action';
import { page } from '#lambdas/page/page';
import {
  admitted,
  alarmName,
  aNight,
  aRemedy,
  end,
  executionArn,
  hushed,
  targetOf,
  theIncident,
} from '#test/support/scenes';

hushed();

const die = ({ world }: ReturnType<typeof aNight>, name: string) => {
  const execution = world.stepFunctions.executions.get(executionArn(name));
  if (execution) execution.status = 'FAILED';
};

describe('the same execution asking again', () => {
  test('gets the answer that is on record, although the alarm has changed', async () => {
    const scene = aNight();
    const first = await admitted(scene);
    scene.world.cloudwatch.set(alarmName, 'OK');

    expect(await admitted(scene)).toEqual(first);
    expect(theIncident(scene.night).timeline).toHaveLength(1);
  });

  test('gets it after its first transaction was written and the answer lost', async () => {
    const scene = aNight();
    scene.world.wire.fail('dynamodb', 'TransactWrite', 'error after');
    await expect(admitted(scene)).rejects.toThrow('socket hang up');

    expect(await admitted(scene)).toMatchObject({ answer: 'act' });
    expect(scene.world.dynamodb.all().find(({ sk }) => sk === 'RUNS#shop-errors')).toMatchObject({
      version: 1,
    });
  });

  test('by two invocations at once opens one incident', async () => {
    const scene = aNight();
    const [one, other] = await scene.world.clock.run(() => Promise.all([admitted(scene), admitted(scene)]));
    expect(one).toEqual(other);
    expect(theIncident(scene.night).incident.answer).toBe('act');
  });
});

describe('another execution for the same state change', () => {
  test('pages when the first one has died without a verdict', async () => {
    const scene = aNight();
    await admitted(scene, 'first');
    die(scene, 'first');

    const answer = await admitted(scene, 'second');
    expect(answer).toMatchObject({
      answer: 'page',
      summary: `Not acting because the execution that held the incident (${executionArn('first')}) died before a verdict`,
    });
    expect(theIncident(scene.night).incident.execution).toBe(executionArn('second'));
  });

  test('pages again when it is asked again', async () => {
    const scene = aNight();
    await admitted(scene, 'first');
    die(scene, 'first');
    const answer = await admitted(scene, 'second');

    expect(await admitted(scene, 'second')).toEqual(answer);
  });

  test('that took over never acts, and gives up the locks with its page', async () => {
    const remedy = aRemedy();
    const scene = aNight({ remedies: [remedy] });
    await admitted(scene, 'first');
    die(scene, 'first');
    const { incident } = await admitted(scene, 'second');
    const mine = { contract: 1 as const, execution: executionArn('second') };

    await runAction(
      remedy,
      { ...mine, incident, step: 1, dryRun: false, allowed: { service: 'shop' } },
      scene.services.act,
    );
    expect(remedy.acted).toEqual([]);
    const told = await page({ ...mine, event: scene.event, runbook: scene.runbook }, scene.services.page);
    expect(told.summary).toContain('died before a verdict');
    expect(scene.world.dynamodb.all().find(({ sk }) => sk === 'LOCK')).toMatchObject({
      pk: `TARGET#${targetOf('shop')}`,
      leaseUntil: '2026-03-01T03:00:00.000Z',
    });
  });

  test('pages when nobody can say whether the first one is alive', async () => {
    const scene = aNight();
    await admitted(scene, 'first');
    scene.world.wire.fail('step-functions', 'DescribeExecution', 'throttle');
    expect(await admitted(scene, 'second')).toMatchObject({ answer: 'page' });
  });

  test('is a duplicate while the first one is too new to be described', async () => {
    const scene = aNight();
    const { incident } = await admitted(scene, 'first');
    scene.world.stepFunctions.executions.delete(executionArn('first'));
    expect(await admitted(scene, 'second')).toMatchObject({ incident, answer: 'duplicate' });
  });

  test('pages when the first one is still unknown half a minute later', async () => {
    const scene = aNight();
    await admitted(scene, 'first');
    scene.world.stepFunctions.executions.delete(executionArn('first'));
    await scene.world.clock.run(() => scene.world.clock.sleep(31));
    expect(await admitted(scene, 'second')).toMatchObject({ answer: 'page' });
  });

  test('is a duplicate when a third one has taken over meanwhile', async () => {
    const scene = aNight();
    await admitted(scene, 'first');
    die(scene, 'first');
    const answers = await scene.world.clock.run(() =>
      Promise.all([admitted(scene, 'second'), admitted(scene, 'third')]),
    );
    expect(answers.map(({ answer }) => answer).sort()).toEqual(['duplicate', 'page']);
  });

  test('is a duplicate while the first one runs', async () => {
    const scene = aNight();
    const { incident } = await admitted(scene, 'first');
    expect(await admitted(scene, 'second')).toMatchObject({ incident, answer: 'duplicate' });
  });

  test('is a duplicate after the verdict, even if the first one has died since', async () => {
    const scene = aNight();
    await admitted(scene, 'first');
    await end(scene);
    die(scene, 'first');
    expect(await admitted(scene, 'second')).toMatchObject({ answer: 'duplicate' });
    expect(theIncident(scene.night).incident.verdict).toBe('healed');
  });

  test('at the same moment: one acts, the other is a duplicate', async () => {
    const scene = aNight();
    const answers = await scene.world.clock.run(() =>
      Promise.all([admitted(scene, 'first'), admitted(scene, 'second')]),
    );
    expect(answers.map(({ answer }) => answer).sort()).toEqual(['act', 'duplicate']);
  });
});
