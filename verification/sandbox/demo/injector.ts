import type { Injector } from '#drill/injector';
import { release } from './configuration.ts';
import type { Fleet } from './fleet.ts';

/** Makes a service's current tasks answer 500 for this long; new tasks work. 0 ends it. */
export function letFail(fleet: Fleet, service: string, milliseconds: number): void {
  for (const task of fleet.tasksOf(service)) task.breakAs({ fault: 'fail', milliseconds });
}

/** A service that answers 500 for a while; new tasks work. The fault ends on its own. */
export const failing = (fleet: Fleet, service: string): Injector => ({
  id: 'demo',
  // Tasks get its duration.
  inject: async ({ fault }) => letFail(fleet, service, Date.parse(fault.endsAt) - Date.now()),
  end: async () => letFail(fleet, service, 0),
  state: async ({ fault }) => ({ running: new Date().toISOString() < fault.endsAt }),
});

/** A release that no restart fixes, until rolled back. */
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
