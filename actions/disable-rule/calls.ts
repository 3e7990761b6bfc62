import {
  DescribeRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  EventBridgeClient,
} from '@aws-sdk/client-eventbridge';
import { ifThere, kitCalls, type Send } from '#action/calls';
import { reasonsOf } from '#action/reasons';
import action, { type Parameters } from './action.ts';

/* The window that remains: someone may enable or disable the rule between the second look and the call. */

const reason = reasonsOf(action);

const named = ({ rule, bus }: Parameters) => ({
  Name: rule,
  ...(bus === undefined ? {} : { EventBusName: bus }),
});

const ruleOf = (its: Parameters, read: Send) =>
  ifThere(read(new DescribeRuleCommand(named(its))), 'ResourceNotFoundException');

export default kitCalls(action, {
  clients: { events: EventBridgeClient },

  observe: (its, read) => ruleOf(its, read),

  judge: (found, its) => {
    const { rule } = its;
    if (!found) return { never: reason('no-such-rule', its) };
    if (found.ManagedBy) return { never: reason('managed', { rule, by: found.ManagedBy }) };
    const { State: state = 'in no known state' } = found;
    if (state === 'DISABLED') return { refuse: reason('is-disabled', its) };
    if (state !== 'ENABLED') return { never: reason('other-state', { rule, state }) };
    return {
      intends: `Disable rule ${rule}.`,
      before: { state },
      evidence: {
        pattern: found.EventPattern ?? 'none',
        schedule: found.ScheduleExpression ?? 'none',
      },
      pin: { state },
    };
  },

  change: async (its, _agreed, send) => {
    await send(new DisableRuleCommand(named(its)));
    return { did: `Disabled rule ${its.rule}.`, after: { state: 'DISABLED' } };
  },

  restore: {
    values: () => ({ before: { state: 'ENABLED' }, wrote: { state: 'DISABLED' } }),
    look: async (its, read) => {
      const found = await ruleOf(its, read);
      return found && { state: found.State ?? 'in no known state' };
    },
    putBack: async (its, _lease, { send }) => {
      await send(new EnableRuleCommand(named(its)));
      return { did: `Enabled rule ${its.rule} again.`, after: { state: 'ENABLED' } };
    },
  },
});
