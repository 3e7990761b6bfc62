import { aNight, aRemedy, aRunbook, aStep, healsAfter, hushed } from '#test/support/scenes';
import { compileWorkflow } from '#workflow/compile';
import { names } from '#workflow/names';

hushed();

/** What a person finds who opens an execution in the Step Functions console. */

type Scene = ReturnType<typeof aNight>;
const whole = async (scene: Scene) => scene.night.finish(scene.night.deliver('shop-errors', scene.event));

const healing = (runbook: Parameters<typeof aNight>[0] = {}): Scene => {
  const scene: Scene = aNight({
    ...runbook,
    remedies: [aRemedy({ act: () => healsAfter(scene.world, 30) })],
  });
  return scene;
};

describe('an execution', () => {
  test('has the alarm’s event as its input, as it came', async () => {
    const scene = healing();
    const { arn } = await whole(scene);
    expect(scene.world.stepFunctions.executions.get(arn)?.input).toEqual(scene.event);
  });

  const green: readonly [string, () => Promise<Scene> | Scene, string][] = [
    ['healed', () => healing(), 'recovered after Restart it'],
    [
      'self-recovered',
      () => {
        const scene = aNight({ remedies: [aRemedy({ refuses: () => 'no' })] });
        healsAfter(scene.world, 0);
        return scene;
      },
      'OK',
    ],
    ['suppressed', () => aNight({ runbook: { mode: 'off' } }), 'Not acting because'],
    ['self-recovered', () => watched(), 'It recovered alone after 1 min'],
  ];
  const watched = (): Scene => {
    const scene = aNight({ runbook: { mode: 'watch' } });
    healsAfter(scene.world, 60);
    return scene;
  };

  test.each(green)(
    'that ends %s is green, and its output is the verdict with a summary',
    async (verdict, made, says) => {
      const ended = await whole(await made());
      expect(ended.status).toBe('SUCCEEDED');
      expect(ended.output).toMatchObject({ verdict, summary: expect.stringContaining(says) });
    },
  );

  test('of a state change that was there before is green, and names the execution that has it', async () => {
    const scene = healing();
    const first = await whole(scene);
    const second = await whole(scene);
    expect(second).toMatchObject({
      status: 'SUCCEEDED',
      output: { verdict: 'duplicate', summary: expect.stringContaining(first.arn) },
    });
  });

  test('that needed a person is red by an error of its own, with the summary as its cause', async () => {
    const ended = await whole(aNight());
    expect(ended).toMatchObject({
      status: 'FAILED',
      error: 'PersonPaged',
      cause: 'Every step was tried, and the alarm is in ALARM.',
    });
    expect(ended.states.at(-1)?.name).toBe(names.personPaged);
  });
});

describe('the engine’s own death', () => {
  test('reads otherwise than a page: each path that failed has an error of its own', async () => {
    const scene = aNight();
    scene.world.wire.fail('lambda', 'Invoke', 'error before', { times: 100 });
    const backup = await whole(scene);
    expect(backup).toMatchObject({ status: 'FAILED', error: 'PagedByBackup' });
    const nobody = aNight();
    nobody.world.wire.fail('lambda', 'Invoke', 'error before', { times: 100 });
    nobody.world.wire.fail('sns', 'Publish', 'error before', { times: 100 });
    expect(await whole(nobody)).toMatchObject({ status: 'FAILED', error: 'PageNotDelivered' });
  });

  test('no state fails with a name of Step Functions’ own, which a timeout or a runtime error would have', () => {
    const { definition } = compileWorkflow(aRunbook({ steps: [aStep(), aStep()] }));
    const errors = Object.values(definition.States).flatMap(({ Type, Error: name }) =>
      Type === 'Fail' ? [name] : [],
    );
    expect(errors.sort()).toEqual(['PageNotDelivered', 'PagedByBackup', 'PersonPaged']);
    for (const name of errors) expect(name).not.toMatch(/^States\.|Timeout|Lambda/);
  });
});

describe('what stands on the screen', () => {
  test.each(['auto', 'watch', 'off'] as const)(
    'in mode %s: every state has a comment that is a sentence',
    (mode) => {
      const { definition } = compileWorkflow(aRunbook({ mode, steps: [aStep(), aStep()] }));
      const states = Object.entries(definition.States);
      expect(states.length).toBeGreaterThan(20);
      for (const [name, { Comment }] of states) {
        expect([name, Comment]).toEqual([name, expect.stringMatching(/^[A-Z].*[.?!]$/s)]);
        expect(name).toMatch(/^(\d\. )?[A-Z][^_]*$/);
        expect(name.length).toBeLessThanOrEqual(80);
      }
      expect(definition.Comment).toBe('shop-errors, owned by team-shop. The pool leaks.');
    },
  );
});
