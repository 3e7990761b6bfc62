import growStorage from '#actions/grow-storage/action';
import { defineRunbook, fromAlarm, minutes, step } from '#define/index';

export default defineRunbook({
  id: 'rds-storage-low',
  owner: 'team-orders',
  why: 'Storage grows with the orders; a full database stops at once and takes long to come back.',
  when: { alarms: [{ prefix: 'rds-storage-' }] },
  mode: 'watch',
  // It can never be taken back, so a person approves it; at most 50 GiB a day.
  steps: [
    step(
      growStorage,
      { instance: fromAlarm('DBInstanceIdentifier', ['orders', 'invoices']), growByGiB: 50, upToGiB: 500 },
      { verifyWithin: minutes(10) },
    ),
  ],
  guards: { cooldown: minutes(360), maxRunsPerDay: 1 },
  page: {
    pageBy: minutes(30),
    instructions:
      'See what grows: write-ahead logs behind a replication slot that nobody reads are a usual cause.',
  },
});
