import type { Kit } from '#action/calls';
import { serviceOf } from '#action/define';
import { kitHandler } from '#action/runner';
import type { Facts } from '#core/action/action-handler';
import { type ActionWorld, type Built, defineActionWorld, remedyOf } from '../action-world.ts';
import { type Aws, awsOn, onWire } from './aws.ts';

/**
 * The part of the rehearsal's world of an action of the kit: its own calls on the shared models of the services.
 * @param provide makes what the parameters name exist, in a state in which the action can help
 */
export const kitWorld = <Parameters extends object, Snapshot, Pin extends Facts>(
  kit: Kit<Parameters, Snapshot, Pin>,
  provide: (aws: Aws, parameters: Parameters) => void,
): ActionWorld<Parameters> =>
  defineActionWorld<Parameters>({
    action: kit.action,
    changes: changesOf(kit),
    build: (stage): Built<Parameters> => {
      const aws = awsOn(stage);
      const handler = kitHandler(kit, { reads: aws.clients, changes: aws.clients });
      return { remedy: remedyOf(kit.action, handler), provide: (parameters) => provide(aws, parameters) };
    },
  });

/** The calls that change something, as they are named on the wire. */
export const changesOf = <Parameters extends object, Snapshot, Pin extends Facts>({
  action,
}: Kit<Parameters, Snapshot, Pin>): string[] => [
  ...new Set(
    action.changes.map((call) => {
      const [service, command] = serviceOf(call, action.service);
      return `${onWire(service)}.${command}`;
    }),
  ),
];
