import type { LeasedChange } from '#core/action/action-handler';
import { aRemedy, aStep, type MadeUpRemedy } from './scenes.ts';

/** What a made-up feature is, and everything that was ever written to it. */
export interface Feature {
  is: string;
  readonly writes: string[];
}

const words: LeasedChange = {
  before: { feature: 'on' },
  wrote: { feature: 'off' },
  subject: 'feature search of shop',
  changed: 'off',
  back: 'on',
};

/** A made-up action that turns a feature off, and takes that back. */
export function aLeasedRemedy(effect: () => void = () => {}): MadeUpRemedy & { readonly feature: Feature } {
  const feature: Feature = { is: 'on', writes: [] };
  const write = (value: string) => {
    feature.is = value;
    feature.writes.push(value);
  };
  const made = aRemedy({
    id: 'turn-off',
    act: () => {
      write('off');
      effect();
    },
    refuses: () => (feature.is === 'on' ? undefined : 'it is off already'),
  });
  const { handler } = made;
  return {
    ...made,
    feature,
    action: { ...made.action, leased: {} },
    handler: {
      ...handler,
      preflight: async (parameters, context) => {
        const look = await handler.preflight(parameters, context);
        return 'ready' in look && context.attempt ? { ...look, leased: words } : look;
      },
      taking: {
        look: async () => ({ feature: feature.is }),
        putBack: async () => {
          write('on');
          return { did: 'Turned on the feature again.', after: { feature: 'on' } };
        },
      },
    },
  };
}

/** Its step: taken back after an hour, told after four. */
export const aLeasedStep = () =>
  aStep('turn-off', { lease: { restoreAfterSeconds: 3_600, atMostSeconds: 4 * 3_600 } });
