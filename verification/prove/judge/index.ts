import type { Facts } from '../facts.ts';
import { couldHaveHealed } from './could-have-healed.ts';
import { once, oneAtATime } from './double-acted.ts';
import { faultsEnd, onlyWhatItNames } from './drills.ts';
import { givenBack } from './given-back.ts';
import { harmful } from './harmful.ts';
import { late, undelivered } from './late.ts';
import { leftovers, slept, waitsForNobody } from './leaked.ts';
import { allAreCounted, leasesEnd, nobodysChange, notWhatAPersonHas, onlyWhenOk } from './leases.ts';
import { listedOnce, listsWhatNobodyHas, massFailuresRingOnce } from './mass-failure.ts';
import { oneKey } from './one-page.ts';
import { joinersWait, needless, oneCopy, whoHasItIsLeftAlone } from './over-paged.ts';
import { pagesNameAnAlarm, pagesNameTheirAlarm } from './pages.ts';
import { onlyReads } from './read-only.ts';
import { abandoned, attempts, escalated, oneVerdict, recovered, suppressed, told } from './records.ts';
import type { Rule, Violation } from './rule.ts';
import { closed, closesInTime, recoveries } from './told.ts';
import { onePageForAll } from './unrecorded.ts';
import { failedWorkIsSeen } from './work.ts';

export { type Counter, counters, type Rule, type Violation } from './rule.ts';

/** Every rule that a story is judged by. */
export const rules: readonly Rule[] = [
  ...[late, undelivered, abandoned, escalated, recoveries, givenBack],
  ...[
    oneKey,
    oneCopy,
    needless,
    massFailuresRingOnce,
    joinersWait,
    couldHaveHealed,
    listedOnce,
    listsWhatNobodyHas,
    onePageForAll,
    whoHasItIsLeftAlone,
  ],
  ...[once, oneAtATime, harmful],
  ...[leftovers, slept, waitsForNobody],
  ...[failedWorkIsSeen, onlyReads],
  ...[leasesEnd, nobodysChange, onlyWhenOk, allAreCounted, notWhatAPersonHas],
  ...[onlyWhatItNames, faultsEnd],
  ...[
    suppressed,
    recovered,
    told,
    closed,
    closesInTime,
    pagesNameTheirAlarm,
    pagesNameAnAlarm,
    oneVerdict,
    attempts,
  ],
];

/** Every violation in a story; empty if it kept all promises. */
export const judge = (facts: Facts): Violation[] =>
  rules.flatMap(({ name, counter, broken }) =>
    broken(facts).map((message) => ({ counter, rule: name, message })),
  );
