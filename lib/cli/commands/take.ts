import type { WholeIncident } from '#core/incident/history';
import { type LockOn, plannedTargets } from '#core/incident/locks';
import { takeIncident } from '#core/people/take';
import { clockTime, plusSeconds } from '#core/time';
import { spanOf } from '../span.ts';
import type { Given } from '../spec.ts';
import { type Answer, type Change, changeOf, type Surroundings } from './command.ts';
import { peopleServices } from './people-services.ts';
import type { takeOptions } from './specs/incidents.ts';
import { asJson, moment, paint, shown, targetName } from './text.ts';
import { namedIncident } from './which-incident.ts';

/** `nightshift take`. */
export async function take(
  { values, words }: Given<typeof takeOptions>,
  surroundings: Surroundings,
): Promise<string | Answer> {
  const [word = ''] = words;
  const seconds = spanOf('--for', values.for, '1m', '12h');
  const change = changeOf({ ...values, why: values.why ?? 'taken over' }, surroundings);
  const deployed = await surroundings.connect(values.environment);
  const whole = await namedIncident(deployed, word, new Date(change.at));
  const until = plusSeconds(change.at, seconds);
  const taken = await takeIncident(whole, change, until, peopleServices(deployed), {
    from: values.from,
    hint: ({ by }) => ` To take it over, say --from ${JSON.stringify(by)}.`,
  });
  return answer({ ...taken, change, until, json: values.json });
}

interface Taken {
  readonly whole: WholeIncident;
  readonly change: Change;
  readonly until: string;
  readonly kept: readonly LockOn[];
  readonly undone: readonly string[];
  readonly json: boolean;
}

function answer({ whole, change, until, kept, undone, json }: Taken): Answer {
  const { id, alarm } = whole.incident;
  const running = kept.filter(({ busyUntil }) => busyUntil > change.at);
  const exitStatus = undone.length > 0 ? 1 : 0;
  if (json) {
    const targets = kept.map(({ target }) => target);
    const still = running.map(({ target, busyUntil }) => ({ target, busyUntil }));
    return {
      text: asJson({ incident: id, ...change, until, locked: targets, stillRunning: still, undone }),
      exitStatus,
    };
  }
  const last = whole.attempts.at(-1);
  // After the page, its targets are marked as the person's, no matter who has the lock.
  const isAfterPage = (whole.incident.verdictAt ?? change.at) < change.at;
  const marked = isAfterPage ? plannedTargets(whole.incident) : [];
  const busy = marked.filter((target) => kept.every((lock) => lock.target !== target));
  const lines = [
    `${paint('bold', `Incident ${id} is yours`)}: ${shown(alarm.name)}. Nightshift does nothing more about it. If it still fires at ${clockTime(until)}, on-call is paged.`,
    `  by ${shown(change.by)} at ${moment(change.at)}: ${shown(change.why)}`,
    ...kept.map(({ target }) => `  locked for you until ${moment(until)}: ${targetName(target)}`),
    ...busy.map((target) => `  yours once the incident that works on it has ended: ${targetName(target)}`),
    kept.length + busy.length > 0
      ? `  nightshift release ${id} gives it back earlier.`
      : '  It holds no lock.',
    running.length > 0 && last
      ? `${paint('yellow', 'Still running')}: ${last.step}. ${shown(last.title)}, until ${moment(running[0]?.busyUntil ?? '')} at the latest. ${shown(last.summary)}`
      : 'Nothing of it is running any more.',
    ...undone,
  ];
  return { text: lines.join('\n'), exitStatus };
}
