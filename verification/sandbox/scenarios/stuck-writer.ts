import { checkNotice } from './checks.ts';
import { failOverAuroraCluster, ordersWriterStuck } from './ids.ts';
import type { Scenario } from './scenario.ts';

export const stuckWriter: Scenario = {
  name: 'stuck-writer',
  runbook: ordersWriterStuck,
  story:
    'The writer of the orders database takes no writes any more; a failover makes the other instance the writer.',
  alarms: ['orders-writes-failing'],
  play: async (scene) => {
    const { database } = scene.world;
    const before = database.writer;
    await scene.breaking(`the database instance ${before} refuses every write`);
    database.instance(before)?.breakAs({ fault: 'refuse-writes' });
    const view = await scene.ends('healed', 90);
    const actions = view.attempts.map((attempt) => attempt.action).join(', ');
    scene.check('it failed over, and nothing else', actions === failOverAuroraCluster, actions);
    scene.check('another instance is the writer', database.writer !== before, `${database.writer}`);
    scene.check('the writer changed once', database.failovers === 1, database.failovers);
    const port = database.instance(database.writer)?.port;
    const write = await fetch(`http://127.0.0.1:${port}/orders`, { method: 'POST' });
    scene.check('the new writer takes writes', write.ok, write.status);
    await checkNotice(scene);
  },
};
