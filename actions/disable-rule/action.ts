import * as z from 'zod/mini';
import { kitAction, parametersOf } from '#action/define';
import { named } from '#action/parameters';

const name = (what: string) =>
  named(
    `the name of ${what}`,
    /^(?!nightshift-)[.\-_A-Za-z0-9]{1,64}$/,
    `no ARN, and none of Nightshift's (nightshift-…)`,
  );

const Parameters = parametersOf({
  /** The rule's name. */
  rule: name('an EventBridge rule'),
  /** Its event bus. @default default */
  bus: z.optional(
    name('an event bus').check(z.refine((bus) => bus !== 'default', 'must be left out for the default bus')),
  ),
});
export type Parameters = z.infer<typeof Parameters>;

export default kitAction({
  id: 'disable-rule',
  shown: 'emulator',
  title: 'Disable rule',
  summary: 'Disables an EventBridge rule, so that what it starts is not started. Taken back afterwards.',
  disruption: 'Events that match the rule meanwhile are not delivered by it, and never will be.',
  parameters: Parameters,
  service: 'events',
  // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-manage-iam-access.html
  target: ({ rule, bus }) => (bus === undefined ? `rule/${rule}` : `rule/${bus}/${rule}`),
  reads: ['DescribeRule'],
  changes: ['DisableRule', 'EnableRule'],
  leased: {
    subject: ({ rule }) => `rule ${rule}`,
    changed: () => 'disabled',
    back: () => 'enabled',
  },
  reasons: {
    'no-such-rule': ({ rule }: { rule: string }) => `there is no rule ${rule} in this account and region`,
    managed: (its: { rule: string; by: string }) => `rule ${its.rule} is managed by ${its.by}`,
    'is-disabled': ({ rule }: { rule: string }) => `rule ${rule} is disabled already`,
    'other-state': (its: { rule: string; state: string }) =>
      `rule ${its.rule} is ${its.state}; enabling it again would not bring that back`,
  },
});
