import { answered } from './answered.ts';
import { badVersion } from './bad-version.ts';
import { beyondRepair } from './beyond-repair.ts';
import { blip } from './blip.ts';
import { channelDown } from './channel-down.ts';
import { deadLetters } from './dead-letters.ts';
import { degraded } from './degraded.ts';
import { deliveredTwice } from './delivered-twice.ts';
import { drills } from './drills.ts';
import { engineDies } from './engine-dies.ts';
import { flapping } from './flapping.ts';
import { hungTasks } from './hung-tasks.ts';
import { massFailure } from './mass-failure.ts';
import { missed } from './missed.ts';
import { oneOutage } from './one-outage.ts';
import { poisonedCache } from './poisoned-cache.ts';
import { quietDeath } from './quiet-death.ts';
import type { Scenario } from './scenario.ts';
import { stopAll } from './stop-all.ts';
import { stuckWriter } from './stuck-writer.ts';
import { synthetic } from './synthetic.ts';
import { twoAlarmsOneTarget } from './two-alarms-one-target.ts';
import { underLoad } from './under-load.ts';

/** All scenarios, in the order in which they start, the long ones first. */
export const scenarios: readonly Scenario[] = [
  drills,
  hungTasks,
  deadLetters,
  underLoad,
  blip,
  deliveredTwice,
  flapping,
  engineDies,
  channelDown,
  degraded,
  oneOutage,
  poisonedCache,
  beyondRepair,
  stuckWriter,
  quietDeath,
  twoAlarmsOneTarget,
  missed,
  badVersion,
  answered,
  synthetic,
  // These affect the whole environment, so each is played alone.
  stopAll,
  massFailure,
];
