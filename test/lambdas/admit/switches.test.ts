import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { modeKey, stopAllKey } from '#core/table/keys';
import { admitted, alarmName, aNight, aRemedy, aStep, eventOf } from '#test/support/scenes';

type Scene = ReturnType<typeof aNight>;

const person = { by: 'ada', why: 'we are deploying', at: '2026-03-01T02:50:00.000Z' };

const put = ({ services }: Scene, item: Record<string, unknown>) => {
  const { client, table } = services.admit.database;
  return client.send(new PutCommand({ TableName: table, Item: item }));
};
const switchTo = (scene: Scene, runbook: string, mode: string) =>
  put(scene, { ...modeKey(runbook), runbook, mode, ...person });
const stopAll = (scene: Scene) => put(scene, { ...stopAllKey, ...person });

const said = 'by ada at 2026-03-01 02:50 UTC (we are deploying)';

describe('modes that people switch at run time', () => {
  test('off: recorded as suppressed, by whom and why, and nobody is told', async () => {
    const scene = aNight();
    await switchTo(scene, 'shop-errors', 'off');
    expect(await admitted(scene)).toMatchObject({
      answer: 'suppressed',
      summary: `Not acting because runbook shop-errors was switched to off ${said}`,
    });
  });

  test('watch for all lowers every runbook, and its incident is one that watches', async () => {
    const scene = aNight();
    await switchTo(scene, '*', 'watch');
    const { answer, incident } = await admitted(scene);
    expect(answer).toBe('watch');
    expect(scene.night.record(incident).incident).toMatchObject({
      mode: 'watch',
      notActing: `all runbooks were switched to watch ${said}`,
    });
  });

  test('auto for all raises nothing: it is the most that any may do', async () => {
    const scene = aNight({ runbook: { mode: 'watch' } });
    await switchTo(scene, '*', 'auto');
    expect(await admitted(scene)).toMatchObject({ answer: 'watch' });
  });

  test('auto for one runbook lets it act', async () => {
    const scene = aNight({ runbook: { mode: 'watch' } });
    await switchTo(scene, 'shop-errors', 'auto');
    expect(await admitted(scene)).toMatchObject({ answer: 'act' });
  });

  test('one that this version does not know counts as off', async () => {
    const scene = aNight();
    await switchTo(scene, 'shop-errors', 'turbo');
    expect(await admitted(scene)).toMatchObject({ answer: 'suppressed' });
  });
});

describe('stop-all', () => {
  test('pages instead of acting: nothing is ever silent because of it', async () => {
    const scene = aNight();
    await stopAll(scene);
    expect(await admitted(scene)).toMatchObject({
      answer: 'page',
      summary: `Not acting because everything was stopped ${said}`,
    });
  });

  test('reaches what is in flight: the next step does not start, and a person is paged', async () => {
    const remedies = [aRemedy(), aRemedy({ id: 'flush' })];
    const scene = aNight({ remedies, runbook: { steps: [aStep(), aStep('flush')] } });
    const running = scene.night.deliver('shop-errors', eventOf(scene.world));
    await scene.world.clock.advance(60);
    expect(remedies[0]?.acted).toHaveLength(1);
    await stopAll(scene);

    const ended = await scene.night.finish(running);
    expect(ended).toMatchObject({
      verdict: 'escalated',
      attempts: [{ state: 'acted' }, { state: 'refused', summary: `everything was stopped ${said}` }],
    });
    expect(remedies[1]?.acted).toHaveLength(0);
  });

  test('that cannot be read counts as stopped: the step is refused', async () => {
    const remedy = aRemedy();
    const scene = aNight({ remedies: [remedy] });
    scene.world.wire.beforeEach = async ({ command, input }) => {
      if (command === 'Query' && JSON.stringify(input).includes('MODES') && acting())
        throw new Error('no table');
    };
    const acting = () => scene.night.incidents().length > 0;
    const ended = await scene.night.finish(
      scene.night.deliver('shop-errors', eventOf(scene.world, alarmName)),
    );
    expect(ended).toMatchObject({
      verdict: 'escalated',
      attempts: [{ state: 'refused', summary: expect.stringContaining("the switches can't be read") }],
    });
    expect(remedy.acted).toHaveLength(0);
  });
});

describe('mute rules', () => {
  test('that cannot be read let nothing act, and a person is asked', async () => {
    const scene = aNight();
    scene.world.wire.fail('cloudwatch', 'ListAlarmMuteRules', 'throttle');
    expect(await admitted(scene)).toMatchObject({
      answer: 'page',
      summary: expect.stringMatching(/^Not acting because the mute rules of the alarm can't be read \(/),
    });
  });

  test('that cannot be read let a runbook go on watching, and its report says so', async () => {
    const scene = aNight({ runbook: { mode: 'watch' } });
    scene.world.wire.fail('cloudwatch', 'ListAlarmMuteRules', 'throttle');
    expect(await admitted(scene)).toMatchObject({
      answer: 'watch',
      summary: expect.stringContaining("nor would it act, because the mute rules of the alarm can't be read"),
    });
  });

  test('are asked for beside what Admit reads anyway: no call waits for them', async () => {
    const scene = aNight();
    scene.world.wire.latency = ({ command }) => (command === 'ListAlarmMuteRules' ? 1 : 0.02);
    const started: string[] = [];
    scene.world.wire.beforeEach = ({ command }) => void started.push(command);
    await admitted(scene);
    const first = started.slice(0, 4);
    expect(first).toContain('DescribeAlarms');
    expect(first).toContain('ListAlarmMuteRules');
  });
});

describe('a change freeze', () => {
  const guards = {
    cooldownSeconds: 0,
    maxRunsPerDay: 9,
    staleAfterSeconds: 300,
    changeCalendars: ['arn:aws:ssm:eu-central-1:111122223333:document/year-end'],
  };

  test('pages instead of acting, and says until when', async () => {
    const scene = aNight({ runbook: { guards } });
    Object.assign(scene.world.systemsManager, { state: 'CLOSED', nextTransition: '2026-03-02T06:00:00Z' });
    expect(await admitted(scene)).toMatchObject({
      answer: 'page',
      summary: 'Not acting because the change calendar year-end is CLOSED until 2026-03-02T06:00:00Z',
    });
  });

  test('that cannot be read counts as closed', async () => {
    const scene = aNight({ runbook: { guards } });
    scene.world.wire.fail('ssm', 'GetCalendarState', 'throttle');
    expect(await admitted(scene)).toMatchObject({
      answer: 'page',
      summary: expect.stringMatching(/^Not acting because the change calendar year-end can't be read/),
    });
  });

  test('that is over stands in no way', async () => {
    expect(await admitted(aNight({ runbook: { guards } }))).toMatchObject({ answer: 'act' });
  });
});

describe('what a service depends on', () => {
  const guards = {
    cooldownSeconds: 0,
    maxRunsPerDay: 9,
    staleAfterSeconds: 300,
    dependsOn: ['orders-db', 'orders-cache'],
  };
  const dependingOn = (states: Readonly<Record<string, 'OK' | 'ALARM' | 'INSUFFICIENT_DATA'>>) => {
    const scene = aNight({ runbook: { guards } });
    for (const [name, state] of Object.entries(states)) scene.world.cloudwatch.put({ name, state });
    return scene;
  };

  test.each(['ALARM', 'INSUFFICIENT_DATA'] as const)(
    'comes first: while its alarm is %s, a person is paged',
    async (state) => {
      expect(await admitted(dependingOn({ 'orders-db': 'OK', 'orders-cache': state }))).toMatchObject({
        answer: 'page',
        summary: `Not acting because what it depends on comes first: the alarm orders-cache is ${state}`,
      });
    },
  );

  test('counts as not OK where its alarm is not there', async () => {
    expect(await admitted(dependingOn({ 'orders-db': 'OK' }))).toMatchObject({
      answer: 'page',
      summary: expect.stringMatching(
        /what it depends on is not known: the alarm "orders-cache" does not exist/,
      ),
    });
  });

  test('stands in no way while it is OK', async () => {
    expect(await admitted(dependingOn({ 'orders-db': 'OK', 'orders-cache': 'OK' }))).toMatchObject({
      answer: 'act',
    });
  });
});
