import type { Injector } from '#drill/injector';
import { release } from './configuration.ts';
import type { Fleet } from './fleet.ts';

/** A service that answers 500 for a while; new tasks answer. It is over by itself, at its end. */
export function failing(fleet: Fleet, service: string): Injector {
  const tell = (milliseconds: number) => {
    for (const task of fleet.tasksOf(service)) task.breakAs({ fault: 'fail', milliseconds });
  };
  return {
    id: 'demo',
    // Its end is in what it is told.
    inject: async ({ fault }) => tell(Date.parse(fault.endsAt) - Date.now()),
    end: async () => tell(0),
    state: async ({ fault }) => ({ running: new Date().toISOString() < fault.endsAt }),
  };
}

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
