import { deduplicationKey } from '#core/page/key';
import type { DeployedRunbook } from '#core/runbook/runbook';
import { formatSeconds } from '#core/time';
import type { Rehearsal } from '#testing/rehearse';
import type { Failure } from '#testing/world/wire';
import { places } from '#testing/world/world';
import { names } from '#workflow/names';

/** One thing that happened, in plain English. */
export interface Line {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly what: string;
}

const failed: Readonly<Record<Failure, string>> = {
  'error before': 'is refused with an error; nothing has changed',
  'error after': 'takes effect, and its answer is lost',
  'sent again': 'takes effect, its answer is lost, and the SDK sends it again',
  throttle: 'is throttled; nothing has changed',
  denied: 'is denied; nothing has changed',
  'crash before': 'is never sent: the process ends',
  'crash after': 'takes effect, and the process hears no more of it: it is gone',
  'freeze before': 'is not sent yet: the process stands still, and will send it when it wakes up',
  'freeze after': 'takes effect, and the process stands still before it hears so',
  twice: 'is made twice at once',
};

/** Everything that happened in a night, in order, with what people were told. */
export function story(night: Rehearsal): Line[] {
  const lines = [
    ...ofService(night),
    ...ofAlarm(night),
    ...ofDeadline(night),
    ...night.timeline.map(({ at, text }) => ({ at, what: sentence(text) })),
    ...ofStates(night),
    ...ofFaults(night),
    ...ofMessages(night),
  ];
  return lines.sort((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0));
}

/** A capital letter, unless it begins with a name, and a period. */
const sentence = (text: string): string =>
  `${/^[a-z]+[ :]/.test(text) ? `${text.charAt(0).toUpperCase()}${text.slice(1)}` : text}${/[.!?]$/.test(text) ? '' : '.'}`;

const ofService = ({ scene }: Rehearsal): Line[] =>
  scene.service.changes.map(({ at, broken }) => ({
    at: at.toISOString(),
    what: broken ? 'The service breaks.' : 'The service works again.',
  }));

const ofAlarm = ({ scene }: Rehearsal): Line[] =>
  scene.changes.map(({ at, name, state, reason = '' }) => ({
    at: at.toISOString(),
    what: `The alarm ${name} goes to ${state}: ${reason}.`,
  }));

function ofDeadline({ scene, deadline, incident }: Rehearsal): Line[] {
  const calls = scene.world.wire.calls.filter(
    ({ service, input }) => service === 'scheduler' && input['Name'] === incident?.id,
  );
  return calls.flatMap(({ command, at }) => {
    if (command === 'CreateSchedule') {
      const time = deadline.slice(11, 19);
      return [{ at, what: `Sets the page deadline: on-call is paged at ${time} unless there is a verdict.` }];
    }
    return command === 'DeleteSchedule' ? [{ at, what: 'Takes the page deadline back.' }] : [];
  });
}

function ofStates({ states, runbook }: Rehearsal): Line[] {
  const said = saidOf(runbook);
  return states.flatMap(({ name, at }) => {
    const what = said.get(name);
    return what === undefined ? [] : [{ at, what }];
  });
}

/** What a state means, if nothing else reports it. */
function saidOf(runbook: DeployedRunbook): Map<string, string> {
  const holds = `OK is not yet healed: it has to hold for ${formatSeconds(runbook.recovered.holdForSeconds)}.`;
  const said = new Map<string, string>([
    [names.join, 'Another incident works on the target: waits for that fix.'],
    [names.lastHold, holds],
    [names.watch, 'Watches whether the alarm recovers alone.'],
    [names.backupPage, 'The page could not be sent: publishes to the backup topic directly.'],
    [names.backupPageUnnamed, 'The page could not be sent: publishes to the backup topic directly.'],
  ]);
  for (const [index, step] of runbook.steps.entries()) {
    const wait = formatSeconds(step.verifyWithinSeconds);
    said.set(names.verify(index + 1), `${index + 1}. Waits up to ${wait} for the alarm to be OK.`);
    said.set(
      names.lookAgain(index + 1),
      `${index + 1}. Nothing more to wait for: reads the alarm once more.`,
    );
    said.set(names.hold(index + 1), `${index + 1}. ${holds}`);
  }
  return said;
}

const ofFaults = ({ scene }: Rehearsal): Line[] =>
  scene.world.wire.struck.map(({ call, failure }) => ({
    at: call.at,
    what: `FAULT: the call ${call.service} ${call.command} ${failed[failure]}.`,
  }));

function ofMessages({ pages, notices }: Rehearsal): Line[] {
  const { page } = places.topics;
  return [
    ...pages.map(({ at, body, topic }) => ({
      at,
      what: `PAGE${topic === page ? '' : ' over the backup path'}: "${first(body)}"`,
    })),
    ...notices.map(({ at, body }) => ({ at, what: `Notice to the owner's channel: "${first(body)}"` })),
  ];
}

const first = (body: string): string => body.split('\n')[0] ?? '';

/** How the night ended, in one or two sentences. */
export function ending({ verdict, incident, seconds, notices, runbook, ...night }: Rehearsal): string {
  // A change that is not restored has its own page.
  const key = incident && `Key ${deduplicationKey(incident)}`;
  const pages = night.pages.filter(({ body }) => !key || body.includes(key));
  const after = seconds === undefined ? '' : ` ${formatSeconds(seconds)} after the alarm`;
  const told =
    pages.length > 0
      ? `On-call was paged${pages.length > 1 ? ` (${pages.length} copies under one key)` : ''}`
      : 'Nobody was paged';
  const notice = notices.length > 0 ? `; the owner's channel (${runbook.owner}) got a notice` : '';
  const how = {
    healed: `Healed by "${incident?.healedBy}"${after}.`,
    escalated: `Escalated${after}. ${incident?.summary ?? ''}`,
    'self-recovered': `Self-recovered${after}.`,
    suppressed: `Suppressed. ${incident?.summary ?? ''}`,
    duplicate: 'Duplicate.',
    'by-hand': 'By-hand.',
  }[verdict ?? 'escalated'];
  return `${verdict ? how : 'The engine gave no verdict.'} ${told}${notice}.`;
}
