import { alarmReasons } from './alarm.ts';
import { drillReasons } from './drill.ts';
import { endReasons } from './end.ts';
import { guardReasons } from './guards.ts';
import { handReasons } from './hand.ts';
import { peopleReasons } from './people.ts';
import { recoveryReasons } from './recovery.ts';
import { kitReasons, stepReasons } from './step.ts';

/** Every reason of the engine, by what it is about: the order of docs/reasons.md. */
export const reasonGroups = [
  { title: 'The alarm and its event', reasons: alarmReasons },
  { title: 'What people have switched, approved or taken over', reasons: peopleReasons },
  { title: 'Guards', reasons: guardReasons },
  { title: 'A step by hand', reasons: handReasons },
  { title: 'A step', reasons: { ...kitReasons, ...stepReasons } },
  { title: 'Not recovered', reasons: recoveryReasons },
  { title: 'How an incident ended', reasons: endReasons },
  { title: 'Drills', reasons: drillReasons },
] as const;

/** The same, by code. */
export const texts = {
  ...alarmReasons,
  ...peopleReasons,
  ...guardReasons,
  ...handReasons,
  ...kitReasons,
  ...stepReasons,
  ...recoveryReasons,
  ...endReasons,
  ...drillReasons,
};
