import restartEcsTasks from '#actions/restart-ecs-tasks/action';
import type { DeployedRunbook } from '#core/runbook/runbook';
import { formatSeconds } from '#core/time';
import type { RunbookSpec } from '#define/index';
import { fromAlarm, minutes, step } from '#define/index';
import { deployable } from '#testing/deployable';
import { Night } from '#testing/run';
import { remedyOf } from '#testing/world/action-world';
import { places, World } from '#testing/world/world';
import { type Measured, type Part, type Row, rounded } from './part.ts';

/** Five alarms watch each service. */
const alarmsPerService = 5;
/** Share of services that the restart heals. */
const healing = 0.8;
/** How long an AWS call takes, in seconds. */
const latency = 0.02;
const pageBy = minutes(15);

const everything: RunbookSpec = {
  id: 'everything',
  owner: 'team-bench',
  why: 'Everything fails at once.',
  when: { alarms: [{ prefix: 'alarm-' }] },
  mode: 'auto',
  steps: [step(restartEcsTasks, { cluster: 'shop', service: fromAlarm('ServiceName', 'service-*') })],
  page: { pageBy, instructions: 'Look at what they have in common.' },
};

/** How many alarms fire within how many seconds. Alarms of one period are evaluated together. */
const bursts = [
  { count: 300, within: 1 },
  { count: 300, within: 60 },
  { count: 10_000, within: 60 },
];
const cases = bursts.flatMap((burst) => (['none', 'aws'] as const).map((limits) => ({ ...burst, limits })));
type Case = (typeof cases)[number];

/** Many alarms at once, with and without AWS's limits: whom they page, and how. The guards are the defaults. */
export const massFailure: Part = async (progress): Promise<Measured> => {
  const { runbook } = deployable(everything);
  const rows: Row[] = [];
  for (const one of cases) rows.push(await measured(one, runbook, progress));
  return {
    tables: [{ title: 'Many alarms at once, and what came of them', rows }],
    notes: [
      `${alarmsPerService} alarms on each service; ${healing * 100} % of the services get well 40 s after their restart, the others never. A call takes ${latency * 1000} ms.`,
      'Named: in a message, of the alarms that still fire after 25 minutes. Late: named after the page deadline for the first time. Lost: never named.',
      "The limits are AWS's default quotas, in lib/testing/world/limits.ts.",
      massFailureNote(runbook.guards),
    ],
  };
};

async function measured(
  { count, within, limits }: Case,
  runbook: DeployedRunbook,
  progress: (doing: string) => void,
): Promise<Row> {
  const began = performance.now();
  const world = new World();
  world.wire.latency = ({ service }) => (service === 'lambda' ? 0 : latency);
  const acted = { count: 0 };
  aNight(world, runbook, { count, within, limits, acted });
  const what = `${count} alarms in ${within} s, limits: ${limits}`;
  progress(what);
  const firedAt = new Map<string, number>();
  await world.clock.run(async () => {
    for (let alarm = 0; alarm < count; alarm++) {
      world.cloudwatch.set(alarmName(alarm), 'ALARM');
      firedAt.set(alarmName(alarm), world.clock.milliseconds);
      await world.clock.sleep(within / count);
    }
  });
  for (let minute = 1; minute <= 25; minute++) {
    await world.clock.advance(60);
    progress(`${what}, virtual minute ${minute}`);
  }
  return {
    alarms: count,
    'in seconds': within,
    limits: limits === 'aws' ? "AWS's" : 'none',
    ...toldOf(world, firedAt),
    actions: acted.count,
    'AWS calls': world.wire.calls.length,
    seconds: rounded((performance.now() - began) / 1000, 1),
  };
}

/** What phones showed: alarms named, named late or lost. */
function toldOf(world: World, firedAt: ReadonlyMap<string, number>) {
  const pages = world.sns.messages.filter(({ topic }) => topic !== places.topics.notice);
  const namedAt = new Map<string, number>();
  for (const { body, at } of pages) {
    for (const [name] of body.matchAll(/\balarm-\d+\b/g)) {
      if (!namedAt.has(name)) namedAt.set(name, Date.parse(at));
    }
  }
  const firing = [...firedAt].filter(([name]) => world.cloudwatch.stateOf(name) === 'ALARM');
  const named = firing.flatMap(([name, at]) => {
    const told = namedAt.get(name);
    return told === undefined ? [] : [(told - at) / 1000];
  });
  return {
    'messages a phone': pages.length,
    keys: new Set(pages.map(({ deduplicationKey }) => deduplicationKey)).size,
    named: named.length,
    late: named.filter((seconds) => seconds > pageBy.seconds).length,
    lost: firing.length - named.length,
    healed: firedAt.size - firing.length,
  };
}

const massFailureNote = ({ massFailure: limit }: DeployedRunbook['guards']): string =>
  limit
    ? `More than ${limit.incidents} incidents within ${formatSeconds(limit.withinSeconds)} are a mass failure: what comes after them acts on nothing, and is paged together.`
    : 'Nothing limits how many act at once.';

const alarmName = (alarm: number): string => `alarm-${alarm}`;

function aNight(
  world: World,
  runbook: DeployedRunbook,
  { count, limits, acted }: Case & { readonly acted: { count: number } },
): Night {
  const services = count / alarmsPerService;
  for (let alarm = 0; alarm < count; alarm++) {
    const ServiceName = `service-${alarm % services}`;
    world.cloudwatch.put({ name: alarmName(alarm), state: 'OK', dimensions: { ServiceName } });
  }
  const remedy = remedyOf(restartEcsTasks, {
    preflight: async () => ({ ready: true, intends: 'Restart it.', before: {}, evidence: {}, seen: {} }),
    act: async ({ service }) => {
      acted.count++;
      const number = Number(service.replace('service-', ''));
      if (number < services * healing) {
        world.clock.after(40, () => {
          for (let alarm = number; alarm < count; alarm += services)
            world.cloudwatch.set(alarmName(alarm), 'OK');
        });
      }
      return { did: 'Restarted it.', after: {} };
    },
  });
  return new Night(world, [runbook], [remedy], { startsRunbooks: true, reconcileEvery: 300, limits });
}
