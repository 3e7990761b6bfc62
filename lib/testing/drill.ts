import { contractVersion } from '#core/aws/contract';
import type { Reason } from '#core/reasons/reason';
import type { Drill } from '#drill/drill';
import type { Injector } from '#drill/injector';
import { begin, finish, type Look, look } from '#drill/run';
import type { DrillRequest, DrillServices } from '#drill/services';
import type { Scene } from './scene.ts';
import type { SimulatedService } from './world/service.ts';
import { places } from './world/world.ts';

/** An injector that breaks the service behind a scene's alarm: once per drill, however often it is asked. */
export function serviceInjector(
  { world, service }: { readonly world: Scene['world']; readonly service: SimulatedService },
  { healsAfter }: { readonly healsAfter?: number | undefined } = {},
): Injector & { readonly broken: string[]; halt: (said: string) => void } {
  const broken: string[] = [];
  let stopped: string | undefined;
  const mend = () => {
    if (service.isBroken) service.heal();
  };
  return {
    id: 'rehearsal',
    broken,
    halt: (said) => {
      stopped = said;
      mend();
    },
    inject: async ({ id, fault }) => {
      if (broken.includes(id)) return;
      broken.push(id);
      world.clock.after((Date.parse(fault.endsAt) - world.clock.milliseconds) / 1000, mend);
      if (healsAfter !== undefined) world.clock.after(healsAfter, mend);
      service.break();
    },
    end: async () => mend(),
    state: async ({ fault }) => ({
      running: service.isBroken && world.clock.now().toISOString() < fault.endsAt,
      ...(stopped === undefined ? {} : { stopped }),
    }),
  };
}

/** The services with which a drill runs in a scene. */
export function drillServices(
  { world, night }: Pick<Scene, 'world' | 'night'>,
  injector: Injector,
): DrillServices {
  const { documents, cloudwatch, ssm, scheduler } = world.clients;
  const { region, account } = places;
  return {
    database: { client: documents, table: places.table },
    cloudwatch,
    ssm,
    scheduler,
    deadlineGroup: places.deadlineGroup,
    actions: night.services.admit.actions,
    place: { partition: 'aws', region, account },
    injector,
    restore: async (lease) => {
      const { id, target } = lease;
      const restore = { target, lease: id, by: 'the drill' };
      await world.lambda.invokeLater(places.function(lease.function), {
        contract: contractVersion,
        restore,
      });
    },
    now: world.clock.now,
  };
}

/** Runs a drill in virtual time, from its preconditions to its verdict. */
export async function drill(
  scene: Scene,
  request: Partial<DrillRequest> = {},
  {
    injector = serviceInjector(scene),
    meanwhile = () => {},
  }: { readonly injector?: Injector; readonly meanwhile?: (found: Look) => void } = {},
): Promise<Drill | { readonly not: readonly Reason[] }> {
  const { world, runbook, alarm } = scene;
  const services = drillServices(scene, injector);
  return world.clock.run(async () => {
    const drill = await begin(
      {
        environment: places.environment,
        runbook,
        alarm: alarm.name,
        fault: { injector: injector.id, name: 'the service answers nobody', endsByItself: false },
        lastsSeconds: 1_800,
        expects: 1,
        by: 'Maya',
        why: 'a rehearsal',
        ...request,
      },
      services,
    );
    if ('not' in drill) return drill;
    for (;;) {
      const found = await look(drill, services);
      if (found.over) return finish(found, drill.version, services);
      meanwhile(found);
      await world.clock.sleep(10);
    }
  });
}
