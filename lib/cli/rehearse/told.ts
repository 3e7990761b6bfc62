import { formatSeconds } from '#core/time';
import type { Rehearsal, StepFault } from '#testing/rehearse';
import type { Saved } from './saved.ts';
import { ending, story } from './story.ts';

const width = 110;

/** A night as a timeline for people. */
export function told(
  night: Rehearsal,
  faults: Readonly<Record<string, StepFault>>,
  valuesFrom: string,
  saved: Saved | undefined,
): string {
  const { runbook, since, leftBehind, scene } = night;
  const helper = runbook.steps[(scene.healsAt ?? 0) - 1];
  const wrong = Object.entries(faults).map(([step, fault]) => `step ${step} meets ${fault}`);
  const lines = story(night).flatMap(({ at, what }) => {
    const seconds = Math.round((Date.parse(at) - Date.parse(since)) / 1000);
    const offset = seconds < 0 ? '' : `+${formatSeconds(seconds)}`;
    return wrapped(`${at.slice(11, 19)}  ${offset.padEnd(13)}`, what);
  });
  return [
    `${runbook.id} in mode ${runbook.mode}, with ${valuesFrom}.`,
    `${saved ? 'A saved night' : 'A made-up night'}, ${since.slice(0, 10)}, times in UTC: ${[
      helper ? `step ${scene.healsAt} (${helper.action}) would help` : 'nothing would help',
      ...wrong,
    ].join('; ')}.`,
    ...(saved ? wrapped('', originOf(saved)) : []),
    '',
    ...lines,
    '',
    ...wrapped('', ending(night)),
    ...leftBehind.map((left) => `LEFT BEHIND: ${left}`),
  ].join('\n');
}

/** Where a saved night comes from, and what is assumed about it. */
const originOf = ({ within, assumed }: Saved): string =>
  `${within === undefined ? '' : `The event was in ${within}. `}It does not say ${assumed}: that is assumed.`;

/** Wraps text between words; later lines are indented by the head's length. */
function wrapped(head: string, text: string): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && head.length + line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.map((line, index) => `${index === 0 ? head : ' '.repeat(head.length)}${line}`);
}

/** A night on one line, for machines. */
export function asJson(night: Rehearsal, saved?: Saved): string {
  const { runbook, verdict, incident, since, deadline, seconds, tried, states, execution, leftBehind } =
    night;
  const message = ({ at, topic, body }: Rehearsal['pages'][number]) => ({ at, topic, body });
  return JSON.stringify({
    runbook: runbook.id,
    mode: runbook.mode,
    verdict: verdict ?? null,
    summary: incident?.summary ?? null,
    healedBy: incident?.healedBy ?? null,
    since,
    deadline,
    seconds: seconds ?? null,
    tried,
    execution: { status: execution.status, error: execution.error ?? null },
    states,
    timeline: story(night),
    pages: night.pages.map(message),
    notices: night.notices.map(message),
    leftBehind,
    assumed: saved?.assumed ?? null,
  });
}
