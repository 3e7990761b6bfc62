import type { LeasedChange } from '#core/action/action-handler';
import type { Lease } from '#core/lease/lease';
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

/** A record of a feature that is off since the evening before. */
export const aLease = (changes: Partial<Lease> = {}): Lease => ({
  id: '20260228-2100-ea418c51-1',
  target: 'arn:aws:appconfig:us-east-1:000000000000:application/shop1/environment/prod1/configuration/flags1',
  incident: '20260228-2100-ea418c51',
  environment: 'test',
  runbook: 'shop-slow',
  owner: 'team-shop',
  action: 'turn-off-feature',
  title: 'Turn off feature',
  parameters: {},
  function: 'nightshift-test-turn-off-feature',
  subject: 'feature search',
  changed: 'off',
  back: 'on',
  before: { flag: 'on' },
  wrote: { flag: 'off' },
  since: '2026-02-28T21:00:00.000Z',
  restoreAfterSeconds: 3_600,
  until: '2026-03-02T09:00:00.000Z',
  watchSeconds: 300,
  alarms: {
    'arn:aws:cloudwatch:us-east-1:000000000000:alarm:shop-5xx': { name: 'shop-5xx', holdSeconds: 60 },
  },
  counted: 0,
  open: 'WATCHED',
  pageBy: '2026-02-28T22:00:00.000Z',
  expiresAt: 1_900_000_000,
  ...changes,
});
