import * as z from 'zod/mini';
import { guard } from './guard.ts';

const alarmName = "an alarm's name";
const Names = z
  .array(z.string(alarmName).check(z.minLength(1, alarmName)))
  .check(z.maxLength(5, 'at most 5 alarms: each is read when an alarm comes'));

/** While a dependency is not OK, a fix here would treat a symptom. An alarm that can't be read counts as not OK. */
export const dependsOn = guard({
  place: 45,
  runbook: {
    /**
     * Names of alarms of the service's dependencies, at most 5. While one is not OK, this runbook pages instead of acting.
     * @default - none
     */
    dependsOn: z.exactOptional(Names),
  },
  deployed: {
    /** Names of alarms of the service's dependencies: nothing acts unless they are OK. @default - none */
    dependsOn: z.optional(z.array(z.string())),
  },
  fillIn: ({ dependsOn: alarms }) => (alarms ? { dependsOn: [...alarms] } : {}),
  reasons: {
    'dependency-first': ({ alarm, state }: { alarm: string; state: string }) =>
      `what it depends on comes first: the alarm ${alarm} is ${state}`,
    'dependency-unknown': ({ why }: { why: string }) => `what it depends on is not known: ${why}`,
  },
  asks: ({ dependsOn: alarms = [] }) => (alarms.length > 0 ? { alarms } : {}),
  judges: {
    always: ({ dependsOn: alarms = [] }, { answers }) => {
      for (const alarm of alarms) {
        const answer = answers.alarms?.[alarm] ?? { unreadable: `nobody has read the alarm "${alarm}"` };
        if ('unreadable' in answer) return { code: 'dependency-unknown', facts: { why: answer.unreadable } };
        const { state } = answer;
        if (state !== 'OK') return { code: 'dependency-first', facts: { alarm, state } };
      }
      return undefined;
    },
  },
  pagesWhen: ({ dependsOn: alarms = [] }) =>
    alarms.length > 0
      ? `what it depends on comes first: ${alarms.map((name) => `\`${name}\``).join(' or ')} is not OK`
      : undefined,
  proof: { notProven: 'its stories have no alarm that a service depends on' },
});
