import type { Check } from '../examination.ts';
import { alarms } from './alarms.ts';
import { answers } from './answers.ts';
import { drills } from './drills.ts';
import { heartbeat } from './heartbeat.ts';
import { kinds } from './kinds.ts';
import { ownPages } from './own-pages.ts';
import { paths } from './paths.ts';
import { protection } from './protection.ts';
import { quotas } from './quotas.ts';
import { roles } from './roles.ts';
import { rules } from './rules.ts';
import { sms } from './sms.ts';
import { tags } from './tags.ts';
import { targets } from './targets.ts';
import { timing } from './timing.ts';
import { topics } from './topics.ts';
import { twice } from './twice.ts';

/** Every check of `nightshift doctor`. A new one needs a file next to this one and a line here. */
export const checks: readonly Check[] = [
  alarms,
  twice,
  timing,
  kinds,
  ownPages,
  tags,
  targets,
  rules,
  roles,
  topics,
  sms,
  paths,
  drills,
  heartbeat,
  answers,
  protection,
  quotas,
];
