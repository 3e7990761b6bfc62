import rebootRdsInstance from '#actions/reboot-rds-instance/action';
import { defineRunbook, fromAlarm, minutes, step } from '#define/index';

export default defineRunbook({
  id: 'rds-connections',
  owner: 'team-orders',
  why: 'Clients leak connections until the database takes no more, and a reboot is the only thing that ends all of them.',
  when: { alarms: [{ prefix: 'rds-connections-' }] },
  mode: 'watch',
  // Everybody is cut off for minutes: a person decides.
  steps: [
    step(
      rebootRdsInstance,
      { instance: fromAlarm('DBInstanceIdentifier', ['orders', 'invoices']), minimumMinutesSinceLast: 360 },
      { verifyWithin: minutes(5), approval: 'required' },
    ),
  ],
  guards: { cooldown: minutes(60), maxRunsPerDay: 1 },
  page: {
    pageBy: minutes(20),
    instructions:
      'List the connections by user and age. If one service holds most of them, restart that service instead.',
  },
});
