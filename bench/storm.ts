import restartEcsTasks from '../lambdas/remediate/restart-ecs-tasks/action.ts';
import type { DeployedRunbook } from '../lambdas/shared/runbook.ts';
import { spell } from '../lambdas/shared/time.ts';
import type { RunbookSpec } from '../lib/define/index.ts';
import { fromAlarm, minutes, step } from '../lib/define/index.ts';
import { deployable } from '../rehearsal/deployable.ts';
import { Night } from '../rehearsal/run.ts';
import { remedyOf } from '../rehearsal/world/action-world.ts';
import { places, World } from '../rehearsal/world/world.ts';
import { type Measured, type Part, rounded } from './part.ts';

const events = 10_000;
/** Five alarms watch each service. */
const services = 2_000;
/** How many services get well by what is done to them. */
const healing = 0.8;

const storming: RunbookSpec = {
  id: 'storm',
  owner: 'team-bench',
  why: 'Everything fails at once.',
  when: { alarms: [{ prefix: 'storm-' }] },
  mode: 'auto',
  steps: [step(restartEcsTasks, { cluster: 'shop', service: fromAlarm('ServiceName', 'service-*') })],
  page: { pageBy: minutes(15), instructions: 'Look at what they have in common.' },
};

/** 10,000 alarm events in one virtual minute: what becomes of each, and what it costs to know. The guards are the defaults. */
export const storm: Part = async (progress): Promise<Measured> => {
  const { runbook } = deployable(storming);
  const began = performance.now();
  const world = new World();
  const acted = { count: 0 };
  const night = aNight(world, runbook, acted);
  progress(`${events} alarms`);
  await world.clock.run(async () => {
    for (let event = 0; event < events; event++) {
      world.cloudwatch.set(alarmName(event), 'ALARM');
      if (event % 100 === 99) await world.clock.sleep(60 / (events / 100));
    }
  });
  let peak = 0;
  for (let minute = 1; minute <= 25; minute++) {
    await world.clock.advance(60);
    peak = Math.max(peak, process.memoryUsage().rss);
    progress(`virtual minute ${minute}`);
  }
  const seconds = (performance.now() - began) / 1000;
  const incidents = night.incidents();
  const byVerdict = Map.groupBy(incidents, ({ verdict = 'none', answer }) => `${verdict} (${answer})`);
  const pages = world.sns.messages.filter(({ topic }) => topic !== places.topics.notice);
  return {
    tables: [
      {
        title: `${events.toLocaleString('en-US')} alarm events in one virtual minute, ${services.toLocaleString('en-US')} services`,
        rows: [...byVerdict].map(([verdict, { length }]) => ({
          'verdict (answer)': verdict,
          incidents: length,
        })),
      },
      {
        title: 'What came of it',
        rows: [
          {
            actions: acted.count,
            pages: pages.length,
            notices: world.sns.on(places.topics.notice).length,
            'AWS calls': world.wire.calls.length,
            'incidents a second': rounded(incidents.length / seconds),
            seconds: rounded(seconds, 1),
            'peak memory, MB': rounded(peak / 1e6),
          },
        ],
      },
    ],
    notes: [
      `Five alarms on each service; ${healing * 100} % of the services get well 40 s after their restart, the others never.`,
      massFailureNote(runbook.guards),
    ],
  };
};

const massFailureNote = ({ massFailure }: DeployedRunbook['guards']): string =>
  massFailure
    ? `More than ${massFailure.incidents} incidents within ${spell(massFailure.withinSeconds)} are a mass failure: what comes after them acts on nothing, and is paged together.`
    : 'Nothing limits how many act at once.';

const alarmName = (event: number): string => `storm-${event}`;
const serviceOf = (event: number): number => event % services;

function aNight(world: World, runbook: DeployedRunbook, acted: { count: number }): Night {
  for (let event = 0; event < events; event++) {
    const ServiceName = `service-${serviceOf(event)}`;
    world.cloudwatch.put({ name: alarmName(event), state: 'OK', dimensions: { ServiceName } });
  }
  const remedy = remedyOf(restartEcsTasks, {
    preflight: async () => ({ ready: true, intends: 'Restart it.', before: {}, evidence: {}, seen: {} }),
    act: async ({ service }) => {
      acted.count++;
      const number = Number(service.replace('service-', ''));
      if (number < services * healing) {
        world.clock.after(40, () => {
          for (let event = number; event < events; event += services)
            world.cloudwatch.set(alarmName(event), 'OK');
        });
      }
      return { did: 'Restarted it.', after: {} };
    },
  });
  return new Night(world, [runbook], [remedy], { startsRunbooks: true, reconcileEvery: 300 });
}
