import type { Injector } from '#drill/injector';
import { release } from './configuration.ts';
import type { Fleet } from './fleet.ts';

/** Lets the tasks that a service has now answer 500 for so long; new tasks answer. 0 ends it. */
export function letFail(fleet: Fleet, service: string, milliseconds: number): void {
  for (const task of fleet.tasksOf(service)) task.breakAs({ fault: 'fail', milliseconds });
}

/** A service that answers 500 for a while; new tasks answer. It is over by itself, at its end. */
export const failing = (fleet: Fleet, service: string): Injector => ({
  id: 'demo',
  // Its end is in what it is told.
  inject: async ({ fault }) => letFail(fleet, service, Date.parse(fault.endsAt) - Date.now()),
  end: async () => letFail(fleet, service, 0),
  state: async ({ fault }) => ({ running: new Date().toISOString() < fault.endsAt }),
});

/** A release that no restart mends, until it is taken back. */
export function badRelease(service: string): Injector & { readonly isBroken: () => boolean } {
  let broken = false;
  const mend = () => {
    if (broken) release(service, {});
    broken = false;
  };
  return {
    id: 'demo',
    isBroken: () => broken,
    inject: async ({ fault }) => {
      setTimeout(mend, Date.parse(fault.endsAt) - Date.now()).unref();
      broken = true;
      release(service, { template: 'half' });
    },
    end: async () => mend(),
    state: async () => ({ running: broken }),
  };
}
