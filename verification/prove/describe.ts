import type { alarmEvent, Night } from '#testing/run';
import type { World } from '#testing/world/world';
import { foreignService, serviceDimension } from './cast.ts';
import type { Change, Player } from './stage.ts';

/** How long CloudWatch still describes an alarm as OK after its ALARM event, given a late description, in seconds. */
export const describedLate = 20;

/** CloudWatch reports a change in its event first, and in its descriptions later. @param lag of recoveries, in seconds */
export function describeLate(world: World, changes: readonly Change[], lag: number): void {
  const commands = world.cloudwatch.commands as Record<string, (input: never) => unknown>;
  const real = commands['DescribeAlarms'];
  const begun = world.clock.now();
  const before = (name: string): object => {
    const [last, one] = changes.filter((change) => change.name === name).toReversed();
    if (!last || last.at.getTime() + lagOf(last, lag) * 1000 <= world.clock.milliseconds) return {};
    const { state, at } = one ?? { state: 'OK', at: begun };
    return { StateValue: state, StateTransitionedTimestamp: at, StateUpdatedTimestamp: at };
  };
  commands['DescribeAlarms'] = (input) => {
    const { MetricAlarms, ...rest } = (real?.(input) ?? { MetricAlarms: [] }) as {
      MetricAlarms: { readonly AlarmName: string }[];
    };
    return { ...rest, MetricAlarms: MetricAlarms.map((alarm) => ({ ...alarm, ...before(alarm.AlarmName) })) };
  };
}

function lagOf({ state, player }: Change, lag: number): number {
  if (state === 'OK') return lag;
  return state === 'ALARM' && player.part.given === 'late description' ? describedLate : 0;
}

/** Anyone who may put events on the bus can write anything into them. */
export function forgeEvents(night: Night, players: readonly Player[]): void {
  const forged = players.filter(({ part }) => part.given === 'forged event').map(({ arn }) => arn);
  if (forged.length === 0) return;
  const deliver = night.deliver.bind(night);
  night.deliver = (runbook, event, name) => {
    const { resources, detail } = event as ReturnType<typeof alarmEvent>;
    const dimensions = { [serviceDimension]: foreignService };
    const metric = { metricStat: { metric: { dimensions } } };
    const said = { ...(event as object), detail: { ...detail, configuration: { metrics: [metric] } } };
    return deliver(runbook, forged.includes(resources[0] ?? '') ? said : event, name);
  };
}

/** An SCP or a resource policy that denies reading the tags of some alarms. */
export function denyTags({ wire }: World, players: readonly Player[]): void {
  const denied = players.filter(({ part }) => part.given === 'unreadable tags').map(({ arn }) => arn);
  if (denied.length === 0) return;
  wire.plan(
    ({ command, input }) =>
      command === 'ListTagsForResource' && denied.includes(String(input['ResourceARN'])),
    'denied',
    { times: Number.POSITIVE_INFINITY },
  );
}
