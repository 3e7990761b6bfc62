import type { Kit } from '#action/calls';
import { serviceOf } from '#action/define';
import { kitHandler } from '#action/runner';
import type { Facts } from '#core/action/action-handler';
import { type ActionWorld, type Built, remedyOf, type Stage } from '../action-world.ts';
import type { Commands } from '../wire.ts';
import { type Aws, awsOn, clientsOf, onWire } from './aws.ts';

/** The services of a world, with an action's own models in place of those of the same name. */
export type AwsWith<Own> = Omit<Aws, keyof Own> & Own & Pick<Aws, 'clients'>;

/** Classes of models, by the service's prefix in IAM. */
type Models<Own> = { readonly [service in keyof Own]: new (stage: Stage) => Own[service] };

/** What `kitWorld` makes: an action's part of the world, with the services that answer its calls. */
export interface KitWorld<Parameters extends object, Own = object> extends ActionWorld<Parameters> {
  readonly build: (stage: Stage) => Built<Parameters> & { readonly aws: AwsWith<Own> };
}

/**
 * A kit action's part of the rehearsal's world: its real calls, answered by the shared models of the services.
 * @param provide creates what the parameters name, in a state in which the action can help
 * @param own models of services that Nightshift has no model of; each world makes its own @default - none
 */
export const kitWorld = <
  Parameters extends object,
  Snapshot,
  Pin extends Facts,
  Own extends Readonly<Record<keyof Own, { readonly commands: Commands }>> = Record<never, never>,
>(
  kit: Kit<Parameters, Snapshot, Pin>,
  provide: (aws: AwsWith<Own>, parameters: Parameters) => void,
  own?: Models<Own>,
): KitWorld<Parameters, Own> => ({
  action: kit.action,
  changes: changesOf(kit),
  build: (stage) => {
    const shared = awsOn(stage);
    const models = Object.fromEntries(
      Object.entries<new (stage: Stage) => { readonly commands: Commands }>(own ?? {}).map(
        ([service, Model]) => [service, new Model(stage)],
      ),
    );
    const clients = { ...shared.clients, ...clientsOf(stage, models) };
    const aws = { ...shared, ...models, clients } as unknown as AwsWith<Own>;
    const handler = kitHandler(kit, { reads: clients, changes: clients });
    return { aws, remedy: remedyOf(kit.action, handler), provide: (given) => provide(aws, given) };
  },
});

/** The calls that change something, by their names on the wire. */
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
