import { RestoreInput } from '#action/run/contract';
import turnOffFeature, { type Parameters } from '#actions/turn-off-feature/action';
import part from '#actions/turn-off-feature/world';
import { contractVersion } from '#core/aws/contract';
import type { Lease } from '#core/lease/lease';
import { keptKey } from '#core/table/keys';
import { defineRunbook, hours, minutes, type RunbookSpec, step } from '#define/index';
import { deployable } from '#testing/deployable';
import { type Rehearsal, type RehearseOptions, rehearse } from '#testing/rehearse';
import { Night } from '#testing/run';
import { flagsOf } from '#testing/world/aws/appconfig';
import { awsOn } from '#testing/world/aws/aws';
import { places, World } from '#testing/world/world';

const parameters: Parameters = {
  application: 'abc1234',
  environment: 'env1234',
  profile: 'pro1234',
  flag: 'recommendations',
  strategy: 'str1234',
};

const runbook = (changes: Partial<RunbookSpec> = {}) =>
  defineRunbook({
    id: 'shop-slow',
    owner: 'team-shop',
    why: 'Recommendations are what the shop can do without.',
    when: { alarms: ['shop-slow'] },
    mode: 'auto',
    steps: [step(turnOffFeature, parameters, { restoreAfter: minutes(60), atMost: hours(4) })],
    page: { instructions: 'Look at the database first.' },
    ...changes,
  });

/** An incident in which the feature was turned off, and what became of it. */
async function incident(options: RehearseOptions = { healsAt: 1 }, spec = runbook()) {
  const night = await rehearse(spec, options);
  const { world } = night.scene;
  const aws = awsOn({ world } as never);
  const its = aws.appconfig.profile(parameters);
  const target = its.arn;
  const lease = () =>
    world.dynamodb.partition(`TARGET#${target}`).find(({ sk }) => sk === 'LEASE') as unknown as Lease;
  const isOn = () => {
    const newest = its.deployments.findLast(({ State }) => State === 'COMPLETE');
    return JSON.parse(its.versions[Number(newest?.ConfigurationVersion) - 1] ?? '').values.recommendations
      .enabled;
  };
  const said = (topic: keyof typeof places.topics) =>
    world.sns.on(places.topics[topic]).map(({ body }) => body.split('\n')[0]);
  return {
    night,
    world,
    aws,
    its,
    lease,
    isOn,
    said,
    advance: (time: { seconds: number }) => world.clock.advance(time.seconds),
    restoreNow: () =>
      world.clock.run(() =>
        world.lambda.invoke(
          places.function('TurnOffFeatureFunctionArn'),
          RestoreInput.parse({ contract: contractVersion, restore: { target, lease: lease().id } }),
        ),
      ),
    changes: (command: string) => world.wire.calls.filter((call) => call.command === command).length,
  };
}

const armed = ({ scene }: Rehearsal) => Object.keys(scene.world.scheduler.armed);

describe('a leased change', () => {
  test('is armed before it is made, said with the verdict, and taken back after the alarm has held', async () => {
    const { night, world, advance, isOn, lease, said } = await incident();
    expect(night.verdict).toBe('healed');
    const sent = world.wire.calls.map(({ service, command }) => `${service}.${command}`);
    expect(sent.lastIndexOf('scheduler.CreateSchedule')).toBeLessThan(
      sent.indexOf('appconfig.CreateHostedConfigurationVersion'),
    );
    expect(night.notices.map(({ body }) => body).join()).toMatch(
      /feature recommendations is off until 1 h after the alarm is OK; if it is not restored by 2026-03-01 07:0\d UTC, a person is told/,
    );
    expect(night.leftBehind).toEqual([]);
    expect(isOn()).toBe(false);
    await advance(minutes(50));
    expect(isOn()).toBe(false);
    await advance(minutes(15));
    expect(isOn()).toBe(true);
    expect(lease()).toMatchObject({ outcome: 'restored' });
    expect(said('notice').at(-1)).toMatch(/^Feature recommendations is on again, restored at 04:\d\d UTC\.$/);
    await advance(minutes(30));
    expect(lease().open).toBeUndefined();
    expect([...said('backup'), ...said('page')]).toEqual([]);
    expect(armed(night)).toEqual([]);
  });

  test('is not made where the message that it was not taken back cannot be armed', async () => {
    const { night, lease, changes } = await incident({
      arrange: ({ world }) =>
        void world.wire.plan(
          ({ command, input }) => command === 'CreateSchedule' && String(input['Name']).startsWith('lease-'),
          'denied',
          { times: 99 },
        ),
    });
    expect(night.attempts[0]).toMatchObject({ state: 'refused', reason: { code: 'not-armed' } });
    expect(changes('CreateHostedConfigurationVersion')).toBe(0);
    expect(lease().outcome).toBe('not-changed');
    expect(night.leftBehind).toEqual([]);
  });

  test('stays while its alarm is on, and a person is told when its time is over, once', async () => {
    const { night, advance, isOn, said, lease } = await incident({});
    expect(night.verdict).toBe('escalated');
    expect(night.pages[0]?.body).toContain('feature recommendations is off until 1 h after the alarm is OK');
    await advance(hours(5));
    expect(isOn()).toBe(false);
    const overdue = said('backup').filter((body) => body?.startsWith('Feature'));
    expect(overdue).toEqual([
      expect.stringMatching(/^Feature recommendations is still off since 03:\d\d UTC\. Please take over\.$/),
    ]);
    expect(lease()).toMatchObject({ overdueToldAt: expect.any(String), pageBy: '9999-12-31T23:59:59.999Z' });
    expect(armed(night)).toEqual([]);
  });

  test('is told by the schedule alone where nothing of ours runs any more', async () => {
    const { night, advance, said } = await incident({});
    night.scene.night.findsNothing = () => true;
    await advance(hours(5));
    expect(said('backup').filter((body) => body?.startsWith('Feature'))).toEqual([
      expect.stringMatching(
        /^Feature recommendations may still be off since 03:\d\d UTC\. Please check it\.$/,
      ),
    ]);
  });

  test('is never said to be overdue once it was taken back, though its schedule could not be deleted at first', async () => {
    const { night, world, advance, said } = await incident();
    const isLease = (name: unknown) => String(name).startsWith('lease-');
    const denied = ({ command, input }: { command: string; input: Readonly<Record<string, unknown>> }) =>
      command === 'DeleteSchedule' && isLease(input['Name']);
    world.wire.plan(denied, 'denied', { times: 20 });
    await advance(minutes(65));
    expect(armed(night).filter(isLease)).toHaveLength(1);
    await advance(minutes(30));
    expect(armed(night)).toEqual([]);
    await advance(hours(5));
    expect(said('notice').filter((body) => body?.startsWith('Feature'))).toHaveLength(1);
    expect(said('backup')).toEqual([]);
  });

  test('is left as it is where somebody else has changed it, and its owner is told', async () => {
    const { its, aws, advance, isOn, said, lease } = await incident();
    its.versions.push(flagsOf({ recommendations: false, new: true }));
    aws.appconfig.deploy(its, '3', parameters.profile);
    await advance(minutes(70));
    expect(isOn()).toBe(false);
    expect(its.deployments).toHaveLength(3);
    expect(lease()).toMatchObject({ outcome: 'changed-by-others' });
    expect(said('notice').at(-1)).toBe(
      'Feature recommendations was changed by someone else; Nightshift leaves it as it is.',
    );
    expect(said('backup')).toEqual([]);
  });

  test('is over where somebody else has put it back', async () => {
    const { its, aws, advance, lease, said } = await incident();
    aws.appconfig.deploy(its, '1', parameters.profile);
    await advance(minutes(70));
    expect(its.deployments).toHaveLength(3);
    expect(lease()).toMatchObject({ outcome: 'as-before' });
    expect(said('notice').at(-1)).toBe('Feature recommendations is on again; someone else has restored it.');
  });

  test('is paged again where the alarm comes back soon after it was taken back', async () => {
    const { advance, isOn, said, night, lease } = await incident();
    await advance(minutes(62));
    expect(isOn()).toBe(true);
    night.scene.service.break();
    await advance(minutes(4));
    expect(said('backup').filter((body) => body?.startsWith('Feature'))).toEqual([
      'Feature recommendations is on again and its alarm is on again. Please take over.',
    ]);
    expect(lease().open).toBeUndefined();
  });

  test('is taken back once, however often that is asked for, and never while an alarm is on or stop-all holds', async () => {
    const { advance, restoreNow, changes, isOn, night, world } = await incident();
    expect(await restoreNow()).toMatchObject({
      outcome: 'refused',
      summary: expect.stringMatching(/has not been OK for/),
    });
    night.scene.service.break();
    await advance(minutes(3));
    expect(await restoreNow()).toMatchObject({ summary: expect.stringMatching(/in ALARM/) });
    night.scene.service.heal(0);
    await advance(minutes(58));
    world.dynamodb.commands['Put']?.({
      TableName: places.table,
      Item: { pk: 'MODES', sk: 'STOP-ALL', by: 'ada', why: 'a test', at: '2026-03-01T04:00:00.000Z' },
    } as never);
    await advance(minutes(10));
    expect(isOn()).toBe(false);
    world.dynamodb.commands['Delete']?.({
      TableName: places.table,
      Key: { pk: 'MODES', sk: 'STOP-ALL' },
    } as never);
    await Promise.all([restoreNow(), restoreNow()]);
    await advance(minutes(5));
    expect(changes('StopDeployment')).toBe(1);
    expect(isOn()).toBe(true);
  });

  test('waits for a person who has its target, though no lock keeps it', async () => {
    const { advance, isOn, lease, world } = await incident();
    const { target } = lease();
    const until = '2026-03-01T04:30:00.000Z';
    const kept = { incident: '20260301-0250-00000000', by: 'anna', until };
    const Item = { ...keptKey(target), ...kept };
    world.dynamodb.commands['Put']?.({ TableName: places.table, Item } as never);
    await advance(minutes(80));
    expect([world.clock.now().toISOString() < until, isOn()]).toEqual([true, false]);
    expect(lease().because).toBe('a person has its target');
    await advance(minutes(15));
    expect(isOn()).toBe(true);
  });

  test('whose worker died while taking it back is looked at, and not sent a second time', async () => {
    const { advance, changes, lease, world, said } = await incident();
    world.wire.fail('appconfig', 'StopDeployment', 'crash after');
    await advance(minutes(75));
    expect(changes('StopDeployment')).toBe(1);
    expect(lease()).toMatchObject({ outcome: 'restored' });
    expect(said('backup')).toEqual([]);
  });

  test('is told to a person where nobody knows whether it was taken back', async () => {
    const { advance, changes, lease, world, said, isOn } = await incident();
    world.wire.fail('appconfig', 'StopDeployment', 'crash before');
    await advance(minutes(75));
    expect(changes('StopDeployment')).toBe(1);
    expect(isOn()).toBe(false);
    expect(lease()).toMatchObject({ outcome: 'unknown' });
    expect(said('backup')).toEqual(['Feature recommendations may still be off. Please check it.']);
  });

  test('whose Lambda is gone is told to a person with that reason, and keeps no sweep from its other work', async () => {
    const { advance, world, said, night, lease } = await incident();
    world.wire.fail('lambda', 'Start', 'denied', { times: 999 });
    await advance(hours(5));
    expect(lease().because).toMatch(/^its Lambda could not be invoked/);
    expect(said('backup')).toEqual([expect.stringMatching(/^Feature recommendations is still off since/)]);
    expect(world.sns.on(places.topics.backup)[0]?.body).toContain(
      'It could not be restored: its Lambda could not be invoked',
    );
    expect(night.scene.night.troubles).toEqual([]);
  });

  test('that AWS refuses to take back is tried again', async () => {
    const { advance, world, isOn, lease } = await incident();
    world.wire.fail('appconfig', 'StopDeployment', 'denied', { times: 3 });
    await advance(minutes(62));
    expect(lease().because).toMatch(/AWS refused it/);
    await advance(minutes(10));
    expect(isOn()).toBe(true);
  });
});

describe('a second incident that needs the same change', () => {
  const specs = [runbook(), runbook({ id: 'cart-slow', when: { alarms: ['cart-slow'] } })];

  /** Two alarms of two runbooks that turn the same feature off, the second one when the first has healed. */
  async function two(pause = 600) {
    const world = new World();
    const place = { partition: 'aws', region: places.region, account: places.account };
    const stage = { world, place, effect: () => {} };
    const built = part.build(stage);
    built.provide(parameters);
    const runbooks = specs.map((spec) => deployable(spec).runbook);
    const night = new Night(world, runbooks, [built.remedy], { startsRunbooks: true });
    const pass = (name: string, state: 'ALARM' | 'OK') => world.cloudwatch.set(name, state);
    for (const name of ['shop-slow', 'cart-slow']) world.cloudwatch.put({ name, state: 'OK' });
    await world.clock.advance(60);
    pass('shop-slow', 'ALARM');
    await world.clock.advance(30);
    pass('shop-slow', 'OK');
    await world.clock.advance(pause);
    pass('cart-slow', 'ALARM');
    await world.clock.advance(60);
    const its = awsOn(stage).appconfig.profile(parameters);
    const lease = () =>
      world.dynamodb.partition(`TARGET#${its.arn}`).find(({ sk }) => sk === 'LEASE') as unknown as Lease;
    const second = () => night.incidents(({ alarm }) => alarm.name === 'cart-slow')[0];
    return { world, night, its, lease, second, pass };
  }

  test('is refused with the first one named, and counted: nothing is taken back before both alarms have held', async () => {
    const { world, night, its, lease, second, pass } = await two();
    const [attempt] = night.record(second()?.id ?? '').attempts;
    expect(attempt).toMatchObject({ state: 'refused', reason: { code: 'leased' } });
    expect(attempt?.summary).toMatch(
      /^feature recommendations is off since 03:0\d UTC by incident \S+, which is not restored before this alarm has held its OK, too$/,
    );
    expect(Object.values(lease().alarms).map(({ name }) => name)).toEqual(['shop-slow', 'cart-slow']);
    // The first alarm has held for an hour and more; the second is still on.
    await world.clock.advance(2 * 3_600);
    expect(its.deployments).toHaveLength(2);
    expect(lease().outcome).toBeUndefined();
    pass('cart-slow', 'OK');
    await world.clock.advance(3_600 + 300);
    expect(lease()).toMatchObject({ outcome: 'restored' });
    expect(its.deployments.at(-1)?.State).toBe('REVERTED');
  });

  test('whose alarm was healed by waiting for the first one is counted, too', async () => {
    const { world, lease, second, pass } = await two(0);
    pass('cart-slow', 'OK');
    await world.clock.advance(600);
    expect(second()).toMatchObject({ verdict: 'healed' });
    expect(second()?.summary).toContain('feature recommendations is off until 1 h after');
    expect(Object.values(lease().alarms).map(({ name }) => name)).toEqual(['shop-slow', 'cart-slow']);
  });
});
