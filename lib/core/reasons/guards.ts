import { clockTime, formatSeconds } from '../time.ts';

const several = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;

const many = (began: number, limit: number, withinSeconds: number): string =>
  `${began} incidents began within ${formatSeconds(withinSeconds)}, the limit is ${limit}`;

/** What is remembered of targets, of incidents and of time. Each completes "Not acting because …". */
export const guardReasons = {
  'page-only': () => 'its runbook has no steps: it only pages',
  'dependency-first': ({ alarm, state }: { alarm: string; state: string }) =>
    `what it depends on comes first: the alarm ${alarm} is ${state}`,
  'dependency-unknown': ({ why }: { why: string }) => `what it depends on is not known: ${why}`,
  'no-plan': ({ faults }: { faults: string }) => faults,
  cooldown: ({ target, lastRunAt, until }: { target: string; lastRunAt: string; until: string }) =>
    `the last run on ${target} was at ${clockTime(lastRunAt)}, and the cooldown lasts until ${clockTime(until)}`,
  'too-many-runs': ({ target, runs, limit }: { target: string; runs: number; limit: number }) =>
    `${several(runs, 'run')} on ${target} in 24 hours, the limit is ${limit}`,
  'breaker-open': ({ target, runs, until }: { target: string; runs: number; until: string }) =>
    `the last ${runs === 1 ? 'run' : `${runs} runs`} on ${target} had no effect, so the breaker is open until ${clockTime(until)}`,
  'target-busy': ({ target, holder, until }: { target: string; holder: string; until: string }) =>
    `${target} is busy: a worker of incident ${holder}, which has ended, may still run until ${clockTime(until)}`,
  'target-kept': ({
    target,
    by,
    holder,
    until,
  }: {
    target: string;
    by: string;
    holder: string;
    until: string;
  }) => `${target} is kept by ${by}, who took over incident ${holder}, until ${clockTime(until)}`,
  'target-locked': ({ target, holder }: { target: string; holder: string }) =>
    `${target} is locked by incident ${holder}, whose fix is under way`,
  'target-locked-too-long': ({
    target,
    holder,
    pageBy,
  }: {
    target: string;
    holder: string;
    pageBy: string;
  }) => `${target} is locked by incident ${holder}; ${tooNear(pageBy)}`,
  'targets-changing': ({ tries }: { tries: number }) =>
    `another incident kept changing its targets during ${tries} tries`,
  'mass-failure-began': ({
    began,
    limit,
    withinSeconds,
    until,
  }: {
    began: number;
    limit: number;
    withinSeconds: number;
    until: string;
  }) => `${many(began, limit, withinSeconds)}: remediation is suspended until ${clockTime(until)}`,
  // By whose limit is not known: runbooks may have different ones.
  'mass-failure-lasts': ({ since, until }: { since: string; until: string }) =>
    `too many incidents began at ${clockTime(since)}: remediation is suspended until ${clockTime(until)}`,
  'mass-failure-unrecorded': ({
    began,
    limit,
    withinSeconds,
    error,
  }: {
    began: number;
    limit: number;
    withinSeconds: number;
    error: string;
  }) => `${many(began, limit, withinSeconds)}, which can't be recorded (${error})`,
  'incidents-uncountable': ({ withinSeconds, error }: { withinSeconds: number; error: string }) =>
    `the incidents of the last ${formatSeconds(withinSeconds)} can't be counted (${error})`,
  'deadline-passed': ({ pageBy }: { pageBy: string }) =>
    `its page deadline, ${clockTime(pageBy)}, has already passed`,
  'deadline-not-set': ({ error }: { error: string }) => `the page deadline could not be set (${error})`,
  'too-late-to-watch': ({ watching, pageBy }: { watching: string; pageBy: string }) =>
    `${watching}; ${tooNear(pageBy)}`,
  'not-checked': () => 'the engine could not check that acting is safe',
  'duplicate-of': ({ execution, incident }: { execution: string; incident: string }) =>
    `execution ${execution} has this state change's incident ${incident}`,
};

const tooNear = (pageBy: string): string =>
  `its page deadline, ${clockTime(pageBy)}, is too near to wait for a recovery`;
