import { closeIncident } from '#core/incident/close';
import { readIncident } from '#core/incident/incidents';
import { because } from '#core/reasons/reason';
import { verify } from '#lambdas/verify/verify';
import { admitted, alarmName, aNight, executionArn, hushed, theIncident } from '#test/support/scenes';
import { places } from '#testing/world/world';

hushed();

/** A night whose alarm is only watched, at the end of the watch. */
async function watched() {
  const night = aNight({ runbook: { mode: 'watch' } });
  const { incident, answer } = await admitted(night);
  expect(answer).toBe('watch');
  const mine = { contract: 1 as const, execution: executionArn('first'), incident, step: 0 };
  const endWatch = () => verify({ ...mine, ask: 'end-watch' }, night.services.verify);
  const database = { client: night.world.clients.documents, table: places.table };
  const took = async () => {
    const record = await readIncident(database, incident);
    if (!record) throw new Error('There is no incident');
    const ground = because('watch-still-firing', { seconds: 60, plan: 'Restart', refused: '' });
    const takenOver = { by: 'anna' };
    await closeIncident(
      database,
      record,
      { verdict: 'escalated', ground, stage: 'person', takenOver },
      night.world.clock.now(),
    );
  };
  return { ...night, endWatch, took, notices: () => night.world.sns.on(places.topics.notice) };
}

describe('the end of a watch', () => {
  test('is reported to the owner where the alarm has recovered', async () => {
    const { endWatch, notices, world, night } = await watched();
    world.cloudwatch.set(alarmName, 'OK');
    expect(await endWatch()).toMatchObject({ verdict: 'self-recovered' });
    expect(notices()).toHaveLength(1);
    expect(theIncident(night).incident).toHaveProperty('toldAt');
  });

  test('is no news where a person has taken the incident: no notice, and nobody counts as told', async () => {
    const { endWatch, took, notices, night } = await watched();
    await took();
    expect(await endWatch()).toMatchObject({ verdict: 'escalated' });
    expect(notices()).toEqual([]);
    expect(theIncident(night).incident).not.toHaveProperty('toldAt');
    expect(theIncident(night).incident).not.toHaveProperty('open');
  });

  test('takes an OK for no recovery that came within a second of the ALARM, whichever clock was ahead', async () => {
    const { endWatch, world, services } = await watched();
    const at = new Date(world.clock.milliseconds + 900).toISOString();
    world.dynamodb.commands['Update']?.({
      TableName: places.table,
      Key: { pk: `ALARM#${world.cloudwatch.arnOf(alarmName)}`, sk: 'ALARM' },
      UpdateExpression: 'SET okAt = :at',
      ExpressionAttributeValues: { ':at': at },
    } as never);
    expect(services.verify.now().toISOString() <= at).toBe(true);
    await expect(endWatch()).rejects.toThrow(/Still firing/);
  });
});
