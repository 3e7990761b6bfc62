import { type Lease, leaseDeadline } from '#core/lease/lease';
import { leaseSort } from '#core/table/keys';
import type { Night } from './run.ts';
import type { World } from './world/world.ts';

/** What a finished night should not have left behind, one sentence each; empty if it left nothing. */
export function leftBehind({ world, incidents, running }: NightLike): string[] {
  const now = world.clock.now().toISOString();
  const { dynamodb } = world;
  const locks = dynamodb
    .all(
      ({ sk, leaseUntil, busyUntil }) =>
        sk === 'LOCK' && (String(leaseUntil) > now || String(busyUntil) > now),
    )
    .map(({ pk, holder }) => `The lock on ${String(pk).replace('TARGET#', '')} is still held by ${holder}.`);
  const waiters = dynamodb
    .all(({ sk }) => /^(WAITER|JOINER|ASKER)#/.test(String(sk)))
    .map(({ incident }) => `Incident ${incident} has left a task token in the table.`);
  const tokens = world.stepFunctions.waiting().map((token) => `An execution still waits with ${token}.`);
  // A temporary change stays on purpose, as long as someone is told in the end.
  const isLeased = (name: string) =>
    dynamodb.has(
      (item) =>
        item['sk'] === leaseSort &&
        name === leaseDeadline(item as unknown as Lease) &&
        item['open'] !== undefined,
    );
  const schedules = Object.entries(world.scheduler.armed).flatMap(([name, at]) =>
    isLeased(name) ? [] : [`The page deadline of ${name} is still armed, for ${at}.`],
  );
  const untold = leasesIn(world)
    .filter((lease) => isUnguarded(lease, world.scheduler.armed))
    .map(({ id }) => `Nobody would be told that lease ${id} is over.`);
  const executions = [...running.keys()]
    .filter((arn) => world.stepFunctions.executions.get(arn)?.status === 'RUNNING')
    .map((arn) => `The execution ${arn.split(':').at(-1)} still runs.`);
  const open = incidents
    .filter((incident) => incident.open !== undefined)
    .map(({ id }) => `Incident ${id} is still open.`);
  return [...locks, ...waiters, ...tokens, ...schedules, ...untold, ...executions, ...open];
}

/** The leases of all temporary changes, past and present. */
export const leasesIn = ({ dynamodb }: World): Lease[] =>
  dynamodb.all(({ sk }) => sk === leaseSort) as unknown as Lease[];

/** Whether the change may still be there, nobody was told that it is overdue, and no schedule is armed to say so. */
const isUnguarded = (lease: Lease, armed: Readonly<Record<string, string>>): boolean =>
  lease.outcome === undefined && !lease.overdueToldAt && !(leaseDeadline(lease) in armed);

type NightLike = Pick<Night, 'world' | 'running'> & { readonly incidents: ReturnType<Night['incidents']> };
