import type { AlarmReading } from '#core/alarm/alarm';
import { rememberOnAlarm, wasPagedWithoutIncident } from '#core/incident/alarm-memory';
import type { AlarmMemory } from '#core/incident/memory';
import type { Incident } from '#core/incident/records';
import type { Database } from '#core/table/database';

const firing = (transitionedAt: string, state: 'ALARM' | 'OK' = 'ALARM') =>
  ({ state, transitionedAt }) as AlarmReading;
const missedToldAt = '2026-03-01T03:00:00.000Z';

describe('a person who was asked to take over an alarm whose runbook did not begin', () => {
  test.each([
    ['fires since before', '2026-03-01T02:50:00.000Z', true],
    ['fires since a moment that another clock stamped', '2026-03-01T03:00:04.000Z', true],
    ['fires anew since', '2026-03-01T03:00:06.000Z', false],
  ])('has it where it %s', (_, since, has) => {
    expect(wasPagedWithoutIncident({ missedToldAt }, firing(since))).toBe(has);
  });

  test('has nothing where the alarm is OK, and nobody has it where nobody was asked', () => {
    expect(wasPagedWithoutIncident({ missedToldAt }, firing('2026-03-01T02:50:00.000Z', 'OK'))).toBe(false);
    expect(wasPagedWithoutIncident({}, firing('2026-03-01T02:50:00.000Z'))).toBe(false);
  });
});

test('an incident opens only if no page was remembered since its alarm was read', () => {
  const incident = { id: 'i', since: missedToldAt, alarm: { arn: 'a' } } as Incident;
  const database = { table: 't' } as Database;
  const condition = (seen: AlarmMemory) =>
    rememberOnAlarm(database, incident, seen, new Date(missedToldAt)).Update?.ConditionExpression;
  expect(condition({})).toContain('attribute_not_exists(missedToldAt)');
  expect(condition({ missedToldAt })).toContain('missedToldAt = :told');
});
