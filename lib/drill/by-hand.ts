import type { Injector } from './injector.ts';

/** A person breaks it once the drill has begun, and mends it; nobody else can. */
export const byHandInjector: Injector = {
  id: 'by-hand',
  inject: async () => {},
  end: async () => {},
  state: async () => ({ running: true }),
};
