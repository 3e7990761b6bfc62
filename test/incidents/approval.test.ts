import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { DeployedRunbook, Mode } from '#core/runbook/runbook';
import { incidentKey, modeKey } from '#core/table/keys';
import { answer, letAnswer, type Says } from '#testing/person';
import { places } from '#testing/world/world';
import {
  alarmName,
  aNight,
  aRemedy,
  aStep,
  healsAfter,
  hushed,
  lockScreen,
  type MadeUp,
  type MadeUpRemedy,
  theIncident,
} from '../support/scenes.ts';

hushed();

const change = {
  runbook: 'shop-errors',
  by: 'ben',
  why: 'release night',
  at: '2026-03-01T02:00:00.000Z',
};

interface Given {
  readonly mode?: Mode;
  readonly steps?: DeployedRunbook['steps'];
  readonly says?: Says;
  /** How long a person takes, in virtual seconds. @default 30 */
  readonly afterSeconds?: number;
  readonly remedy?: MadeUp;
  readonly pageBySeconds?: number;
  readonly approvalWithinSeconds?: number;
  /** The how-manieth act heals the alarm; 0: none does. @default 1 */
  readonly helpsAt?: number;
}

/** A night whose runbook asks by a notice before it acts, unless something else is given; pages that ask are in answers.test.ts. */
function asking(given: Given = {}) {
  const { mode = 'approve', steps = [aStep()], says = () => undefined, pageBySeconds = 1_800 } = given;
  const restart: MadeUpRemedy = aRemedy({
    ...given.remedy,
    act: () => {
      if (restart.acted.length === (given.helpsAt ?? 1)) scene.world.cloudwatch.set(alarmName, 'OK');
    },
  });
  const { approvalWithinSeconds = 300 } = given;
  const page = { urgency: 'high', pageBySeconds, instructions: 'Look at the log.' } as const;
  const scene = aNight({
    remedies: [restart],
    runbook: { mode, steps, page, approvalWithinSeconds, approval: { asks: 'notice' } },
  });
  letAnswer(scene.world, says, given.afterSeconds);
  const begin = () => scene.night.deliver('shop-errors', scene.event);
  const toTheEnd = () => scene.night.finish(begin());
  const notices = () => scene.world.sns.on(places.topics.notice);
  const pages = () => scene.world.sns.messages.filter(({ topic }) => topic !== places.topics.notice);
  const switchTo = (to: Mode) =>
    scene.world.clients.documents.send(
      new PutCommand({ TableName: places.table, Item: { ...modeKey('shop-errors'), ...change, mode: to } }),
    );
  return { ...scene, restart, begin, toTheEnd, notices, pages, switchTo };
}

type Asking = ReturnType<typeof asking>;

const token = ({ world }: Asking): string => {
  const [waiting = ''] = world.stepFunctions.waiting();
  return waiting;
};

describe('without an approval nothing acts, and on-call is paged:', () => {
  test('nobody answers in time', async () => {
    const scene = asking();
    const ended = await scene.toTheEnd();
    expect(scene.restart.acted).toEqual([]);
    expect(ended).toMatchObject({ status: 'FAILED', error: 'PersonPaged', verdict: 'escalated' });
    expect(ended.incident?.summary).toBe(
      '"Restart it" needs an approval, asked for at 03:00 UTC, and nobody gave it by 03:05 UTC.',
    );
    expect(scene.pages()).toHaveLength(1);
    expect(lockScreen(scene.pages()[0]?.body)).toContain('nothing tried, broken since ');
    expect(scene.world.clock.now() < new Date(ended.incident?.pageBy ?? '')).toBe(true);
    expect(scene.world.scheduler.armed).toEqual({});
  });

  test('a person denies, and the page says who and why', async () => {
    const scene = asking({ says: () => false });
    const ended = await scene.toTheEnd();
    expect(scene.restart.acted).toEqual([]);
    expect(ended.incident).toMatchObject({
      verdict: 'escalated',
      summary: '"Restart it" was denied by anna: not now.',
    });
    expect(scene.pages()).toHaveLength(1);
    expect(scene.pages()[0]?.body).toContain('was denied by anna: not now.');
    expect(scene.world.clock.now().toISOString() < '2026-03-01T03:01:00.000Z').toBe(true);
  });

  test('of the second step, with what the first one did', async () => {
    const scene = asking({
      steps: [aStep(), aStep()],
      says: (_, step) => step === 1,
      helpsAt: 0,
    });
    const ended = await scene.toTheEnd();
    expect(scene.restart.acted).toEqual(['shop']);
    expect(ended.incident?.summary).toContain('was denied by anna');
    expect(scene.pages()[0]?.body).toMatch(
      /1\. \d\d:\d\d UTC Restart it: Did restart on shop\. It did not help/,
    );
  });

  test('a stranger answers the task token', async () => {
    const scene = asking();
    const running = scene.begin();
    await scene.world.clock.advance(20);
    const output = '{"answer":"approved","by":"anna"}';
    scene.world.stepFunctions.commands['SendTaskSuccess']?.({ taskToken: token(scene), output } as never);
    const ended = await scene.night.finish(running);
    expect(scene.restart.acted).toEqual([]);
    expect(ended.incident?.summary).toBe('The only step was not done, because nobody has approved it.');
    expect(scene.pages()).toHaveLength(1);
  });

  test('a stranger fails the task', async () => {
    const scene = asking();
    const running = scene.begin();
    await scene.world.clock.advance(20);
    scene.world.stepFunctions.commands['SendTaskFailure']?.({ taskToken: token(scene), error: 'x' } as never);
    const ended = await scene.night.finish(running);
    expect(ended.verdict).toBe('escalated');
    expect(scene.restart.acted).toEqual([]);
    expect(scene.pages()).toHaveLength(1);
  });

  test('the notice cannot be published', async () => {
    const scene = asking();
    scene.world.wire.plan(({ input }) => input['TopicArn'] === places.topics.notice, 'error before', {
      times: 99,
    });
    const ended = await scene.toTheEnd();
    expect(ended.verdict).toBe('escalated');
    expect(scene.pages()).toHaveLength(1);
    expect(scene.world.clock.now().toISOString() < '2026-03-01T03:01:00.000Z').toBe(true);
  });

  test.each(['crash before', 'crash after', 'freeze before'] as const)(
    'the asking Lambda meets %s at each of its calls',
    async (failure) => {
      const reference = asking();
      await reference.toTheEnd();
      const asked = reference.world.wire.calls.filter(
        ({ by }) => (by?.payload as { ask?: string } | undefined)?.ask === 'ask-approval',
      );
      expect(asked.length).toBeGreaterThan(4);
      for (const { name } of asked) {
        const scene = asking();
        scene.world.wire.failAt(name, failure);
        const ended = await scene.toTheEnd();
        expect([name, ended.verdict, scene.restart.acted, scene.pages().length]).toEqual([
          name,
          'escalated',
          [],
          1,
        ]);
      }
    },
  );

  test('there is no time left before the page deadline to wait for one', async () => {
    const scene = asking({ pageBySeconds: 300, approvalWithinSeconds: 280 });
    const ended = await scene.toTheEnd();
    expect(ended.incident?.summary).toBe(
      '"Restart it" needs an approval, and its page deadline, 03:05 UTC, leaves no time to ask for one.',
    );
    expect(scene.notices()).toEqual([]);
    expect(scene.pages()).toHaveLength(1);
  });

  test('the person approved, but the execution was never woken', async () => {
    const scene = asking({ says: () => true });
    scene.world.wire.fail('step-functions', 'SendTaskSuccess', 'denied');
    const ended = await scene.toTheEnd();
    expect(ended.incident?.summary).toBe('"Restart it" was approved by anna, but it never started.');
    expect(scene.pages()).toHaveLength(1);
  });

  test('the approval comes after the end of the wait', async () => {
    const scene = asking();
    const running = scene.begin();
    await scene.world.clock.advance(301);
    await scene.world.clock.run(() => answer(scene.world, theIncident(scene.night).incident.id, true));
    const ended = await scene.night.finish(running);
    expect(ended.verdict).toBe('escalated');
    expect(scene.restart.acted).toEqual([]);
  });
});

describe('a second of OK ends no request:', () => {
  const flicker = ({ world }: Asking) => {
    world.cloudwatch.set(alarmName, 'OK');
    world.clock.after(1, () => world.cloudwatch.set(alarmName, 'ALARM'));
  };

  test('after it was asked, it is answered as if nothing had been', async () => {
    const scene = asking({ says: () => true, afterSeconds: 120 });
    const running = scene.begin();
    await scene.world.clock.advance(20);
    flicker(scene);
    const ended = await scene.night.finish(running);
    expect(ended).toMatchObject({ verdict: 'healed' });
    expect(scene.restart.acted).toEqual(['shop']);
    expect(scene.pages()).toEqual([]);
  });

  test('after it was asked, without an answer, the page names the time that it named', async () => {
    const scene = asking();
    const running = scene.begin();
    await scene.world.clock.advance(20);
    flicker(scene);
    const ended = await scene.night.finish(running);
    expect(ended.incident?.summary).toBe(
      '"Restart it" needs an approval, asked for at 03:00 UTC, and nobody gave it by 03:05 UTC.',
    );
    expect(ended.incident?.verdictAt && ended.incident.verdictAt > '2026-03-01T03:05:00').toBe(true);
  });

  test('before anybody was asked, somebody is asked all the same', async () => {
    let looks = 0;
    const look = () => {
      if (++looks === 1) flicker(scene);
    };
    const scene = asking({ says: () => true, remedy: { look } });
    const ended = await scene.toTheEnd();
    expect(scene.notices()[0]?.body).toContain('approve "Restart it"?');
    expect(ended.verdict).toBe('healed');
    expect(scene.restart.acted).toEqual(['shop']);
  });

  test('OK that holds takes the request back: an answer comes too late, and nobody is paged', async () => {
    const scene = asking();
    const running = scene.begin();
    await scene.world.clock.advance(20);
    scene.world.cloudwatch.set(alarmName, 'OK');
    await scene.world.clock.advance(59);
    expect(theIncident(scene.night).incident.approvals?.['1']).not.toHaveProperty('withdrawnAt');
    await scene.world.clock.advance(65);
    expect(theIncident(scene.night).incident.approvals?.['1']).toHaveProperty('withdrawnAt');
    await scene.world.clock.run(() => answer(scene.world, theIncident(scene.night).incident.id, true));
    const ended = await scene.night.finish(running);
    expect(ended.verdict).toBe('self-recovered');
    expect(scene.restart.acted).toEqual([]);
    expect(scene.pages()).toEqual([]);
  });

  test('OK that holds takes it back though its event was lost', async () => {
    const scene = asking();
    scene.night.events.disturb('OK', 1, 'lost');
    const running = scene.begin();
    await scene.world.clock.advance(20);
    scene.world.cloudwatch.set(alarmName, 'OK');
    expect((await scene.night.finish(running)).verdict).toBe('self-recovered');
    expect(scene.pages()).toEqual([]);
  });

  test('OK that holds pages nobody, even if no sweep sees it before the time to answer is over', async () => {
    const scene = asking();
    for (const sweep of [4, 5, 6]) scene.world.wire.failAt(`sweep#${sweep} dynamodb.Query#1`, 'error before');
    const running = scene.begin();
    await scene.world.clock.advance(200);
    scene.world.cloudwatch.set(alarmName, 'OK');
    const ended = await scene.night.finish(running);
    expect(ended.verdict).toBe('self-recovered');
    expect(scene.restart.acted).toEqual([]);
    expect(scene.pages()).toEqual([]);
  });

  test('OK whose hold outlasts the request takes it back at once, and the page is true when it does not hold', async () => {
    const scene = asking();
    const running = scene.begin();
    await scene.world.clock.advance(280);
    scene.world.cloudwatch.set(alarmName, 'OK');
    scene.world.clock.after(20, () => scene.world.cloudwatch.set(alarmName, 'ALARM'));
    const ended = await scene.night.finish(running);
    expect(ended.verdict).toBe('escalated');
    expect(ended.timeline.map(({ text }) => text)).toContain(
      'The request is withdrawn: shop-5xx is OK since 03:04:40 UTC',
    );
    expect(ended.incident?.summary).not.toContain('nobody');
  });
});

describe('what was approved', () => {
  test('acts, is verified and healed; the notice said what it would do to what, until when, and how to answer', async () => {
    const scene = asking({ says: () => true });
    const ended = await scene.toTheEnd();
    expect(scene.restart.acted).toEqual(['shop']);
    expect(ended).toMatchObject({ status: 'SUCCEEDED', verdict: 'healed' });
    const [notice] = scene.notices();
    const id = ended.incident?.id;
    expect(lockScreen(notice?.body)).toContain('shop-5xx: approve "Restart it"? Answer by 03:05 UTC.');
    for (const said of [
      'Proposed action: Restart it of shop.',
      'Targets: arn:aws:ecs:eu-central-1:111122223333:service/shop/shop',
      'User impact: None.',
      `nightshift approve ${id} --step 1 --by "YOUR NAME" --environment rehearsal`,
      `nightshift deny ${id} --step 1 --by "YOUR NAME" --why "..." --environment rehearsal`,
    ]) {
      expect(notice?.body).toContain(said);
    }
    expect(scene.pages()).toEqual([]);
    expect(ended.timeline.map(({ text }) => text)).toContain('anna approved 1. Restart it: go on');
    expect(ended.incident?.approvals?.[1]).toMatchObject({ answer: 'approved', by: 'anna', why: 'go on' });
  });

  test('is asked for step by step', async () => {
    const scene = asking({
      says: () => true,
      helpsAt: 2,
      steps: [aStep(), aStep()],
    });
    const ended = await scene.toTheEnd();
    expect(ended.verdict).toBe('healed');
    expect(scene.restart.acted).toEqual(['shop', 'shop']);
    expect(scene.notices().filter(({ body }) => body.includes(': approve "'))).toHaveLength(2);
  });

  test('does not act where the alarm is OK again by then', async () => {
    const scene = asking({ says: () => true });
    scene.night.events.disturb('OK', 1, 'lost');
    healsAfter(scene.world, 20);
    const ended = await scene.toTheEnd();
    expect(scene.restart.acted).toEqual([]);
    expect(ended.verdict).toBe('self-recovered');
    expect(scene.pages()).toEqual([]);
  });

  test('does not act after a person has lowered the mode', async () => {
    const scene = asking({ says: () => true });
    const running = scene.begin();
    await scene.world.clock.advance(10);
    await scene.switchTo('watch');
    const ended = await scene.night.finish(running);
    expect(scene.restart.acted).toEqual([]);
    expect(ended.incident?.summary).toContain('was switched to watch by ben');
  });

  test('acts at most once, whatever the approving person repeats', async () => {
    const scene = asking({ says: () => true });
    const running = scene.begin();
    await scene.world.clock.advance(40);
    await scene.world.clock.run(() => answer(scene.world, theIncident(scene.night).incident.id, true, 'ben'));
    await scene.night.finish(running);
    expect(scene.restart.acted).toEqual(['shop']);
    expect(theIncident(scene.night).incident.approvals?.[1]?.by).toBe('anna');
  });
});

describe('while it waits', () => {
  test.each([1, 2, 5, 60, 280])(
    'an alarm that recovers after %i s is found, and the channel hears that nobody is needed',
    async (seconds) => {
      const scene = asking();
      healsAfter(scene.world, seconds);
      const ended = await scene.toTheEnd();
      expect(ended).toMatchObject({ status: 'SUCCEEDED', verdict: 'self-recovered' });
      expect(scene.restart.acted).toEqual([]);
      expect(scene.pages()).toEqual([]);
      expect(scene.notices().at(-1)?.body).toContain(
        'self-recovered, the alarm was OK again before anything acted',
      );
    },
  );

  test('nobody is asked about a step that would refuse: it says so itself', async () => {
    const scene = asking({ remedy: { refuses: () => 'a deployment is in progress' } });
    const ended = await scene.toTheEnd();
    expect(scene.notices()).toEqual([]);
    expect(ended.incident?.summary).toBe('The only step was not done, because a deployment is in progress.');
  });

  test('a step that could not be looked at is asked about all the same, and the notice says so', async () => {
    let looks = 0;
    const look = () => {
      if (++looks === 1) return new Promise<void>(() => {});
    };
    const scene = asking({ says: () => true, remedy: { look } });
    const ended = await scene.toTheEnd();
    expect(scene.notices()[0]?.body).toContain('Proposed action: What exactly is not known');
    expect(ended.verdict).toBe('healed');
  });
});

test('a look that slept through the request changes nothing of it when it wakes up', async () => {
  const scene = asking({ says: () => true, afterSeconds: 90 });
  const name = 'RestartFunctionArn#1 dynamodb.TransactWrite#1';
  const struck = scene.world.wire.failAt(name, 'freeze before', { wakes: 60 });
  const ended = await scene.toTheEnd();
  expect(struck()).toBe(1);
  expect(ended.incident?.approvals?.[1]?.would).toContain('not known');
  expect(ended.verdict).toBe('healed');
});

describe('a step whose approval is required', () => {
  const steps = [aStep('restart', { approval: 'required' })];

  test('asks in mode auto, too', async () => {
    const scene = asking({ mode: 'auto', steps });
    expect((await scene.toTheEnd()).verdict).toBe('escalated');
    expect(scene.restart.acted).toEqual([]);
    expect(scene.notices()).toHaveLength(1);
  });

  test('is the only one that asks there', async () => {
    const two = [aStep(), ...steps];
    const scene = asking({ mode: 'auto', helpsAt: 2, steps: two, says: () => true });
    expect((await scene.toTheEnd()).verdict).toBe('healed');
    expect(scene.notices().filter(({ body }) => body.includes(': approve "'))).toHaveLength(1);
  });

  test('still needs one when a person raises the mode in the middle of it', async () => {
    const scene = asking({ mode: 'approve' });
    const running = scene.begin();
    await scene.world.clock.advance(10);
    await scene.switchTo('auto');
    expect((await scene.night.finish(running)).verdict).toBe('escalated');
    expect(scene.restart.acted).toEqual([]);
  });
});

describe('mode approve, switched on at run time,', () => {
  test('asks before the first step of a runbook that is deployed to act by itself', async () => {
    const scene = asking({ mode: 'auto', says: () => true });
    await scene.switchTo('approve');
    const ended = await scene.toTheEnd();
    expect(ended.verdict).toBe('healed');
    expect(scene.notices()[0]?.body).toContain(': approve "');
  });

  test('lets no later step of such a runbook act: it has no state to ask in', async () => {
    const steps = [aStep(), aStep()];
    const scene = asking({ mode: 'auto', helpsAt: 0, says: () => true, steps });
    await scene.switchTo('approve');
    const ended = await scene.toTheEnd();
    expect(scene.restart.acted).toEqual(['shop']);
    expect(ended.attempts[1]).toMatchObject({
      state: 'refused',
      summary: 'it needs an approval, and as deployed its runbook can ask for one only before the first step',
    });
    expect(scene.pages()).toHaveLength(1);
  });

  test('asks before each step of one that is deployed to watch', async () => {
    const steps = [aStep(), aStep()];
    const scene = asking({ mode: 'watch', helpsAt: 0, says: () => true, steps });
    await scene.switchTo('approve');
    await scene.toTheEnd();
    expect(scene.restart.acted).toEqual(['shop', 'shop']);
  });

  test('in the middle of an incident keeps steps from acting that nobody was asked about', async () => {
    const steps = [aStep(), aStep()];
    const scene = asking({ mode: 'auto', helpsAt: 0, steps });
    const running = scene.begin();
    await scene.world.clock.advance(20);
    await scene.switchTo('approve');
    const ended = await scene.night.finish(running);
    expect(scene.restart.acted).toEqual(['shop']);
    expect(ended.attempts[1]?.summary).toBe(
      'runbook shop-errors was switched to approve by ben at 2026-03-01 02:00 UTC (release night), and nobody was asked to approve this step',
    );
    expect(scene.pages()).toHaveLength(1);
  });
});

test('whoever takes the approval out of the plan on record gains nothing where the mode asks', async () => {
  const scene = asking();
  const running = scene.begin();
  await scene.world.clock.advance(10);
  const { incident } = theIncident(scene.night);
  await scene.switchTo('approve');
  await scene.services.admit.database.client.send(
    new UpdateCommand({
      TableName: places.table,
      Key: incidentKey(incident.id),
      UpdateExpression: 'SET #plan = :plan',
      ExpressionAttributeNames: { '#plan': 'plan' },
      ExpressionAttributeValues: { ':plan': incident.plan.map(({ approval: _, ...step }) => step) },
    }),
  );
  scene.world.stepFunctions.commands['SendTaskSuccess']?.({ taskToken: token(scene), output: '{}' } as never);
  await scene.night.finish(running);
  expect(scene.restart.acted).toEqual([]);
});
