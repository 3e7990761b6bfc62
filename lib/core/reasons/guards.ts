import { guardTexts } from '../guards/derived.ts';
import { clockTime } from '../time.ts';

/** Reasons of guards about targets, incidents and time. Each completes "Not acting because …". */
export const guardReasons = {
  'page-only': () => 'its runbook has no steps: it only pages',
  'no-plan': ({ faults }: { faults: string }) => faults,
  ...guardTexts,
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
