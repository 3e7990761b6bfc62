import { clockTime } from '../time.ts';

type LeasedAlready = Readonly<Record<'subject' | 'changed' | 'since' | 'incident' | 'state', string>>;

/** Reasons that every action has. Each completes "Not acting because …". */
export const kitReasons = {
  'changed-meanwhile': ({ what, before, after }: { what: string; before: string; after: string }) =>
    `${what} changed since it was looked at (${before} then, ${after} now)`,
  'gone-meanwhile': ({ chosen }: { chosen: string }) =>
    `what was to be acted on has recovered or is gone (${chosen})`,
  'looking-failed': ({ error }: { error: string }) => `looking before acting failed (${error})`,
  'refused-by-aws': ({ error }: { error: string }) => `AWS refused it (${error})`,
  leased: ({ subject, changed, since, incident, state }: LeasedAlready) =>
    `${subject} is ${changed} since ${since} by incident ${incident}, ${state}`,
  'not-armed': ({ error }: { error: string }) =>
    `the message in case that it is not restored could not be scheduled (${error})`,
  'not-leasable': () => 'what it changes has to be restored, and its plan or its Lambda cannot do that',
  'too-late': ({ until }: { until: string }) => `its Lambda was still running after its timeout, ${until}`,
};

/** Why a step does not start, independent of its action. Each completes "Not acting because …". */
export const stepReasons = {
  'own-words': ({ text }: { text: string }) => text,
  'no-such-incident': () => 'there is no such incident',
  'another-execution': () => 'another execution holds the incident',
  'incident-ended': ({ verdict }: { verdict: string }) => `the incident already ended as ${verdict}`,
  'execution-died': ({ execution }: { execution: string }) =>
    `the execution that held the incident (${execution}) died`,
  'by-hand-disagrees': () => 'the request and the record disagree on whether a person runs it',
  'another-action': ({ step, action }: { step: number; action: string }) =>
    `step ${step} of the plan is not ${action}`,
  'invalid-parameters': () => 'the stored parameters are not valid',
  'not-allowed': ({ parameter }: { parameter: string }) =>
    `the record's value for ${parameter} is not one that the runbook allows`,
  'off-plan': ({ targets, locked }: { targets: string; locked: string }) =>
    `its parameters come to ${targets || 'no target'}, and ${locked} is locked`,
  'not-admitted': ({ answer }: { answer: string }) => `the incident was admitted to ${answer}, not to act`,
  'deadline-near': ({ pageBy }: { pageBy: string }) =>
    `its page deadline is at ${clockTime(pageBy)}, too near to act and to see whether it helped`,
  'step-unsettled': ({ step }: { step: number }) =>
    `step ${step} has not had its full time, so its effect is not known yet`,
  'no-longer-alarm': ({ state }: { state: string }) => `the alarm is ${state} by now`,
  'changed-hands': () => 'the incident or its lock changed hands meanwhile',
  'never-started': () => 'its Lambda never got to the point of acting',
};
