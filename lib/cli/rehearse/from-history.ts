import { basename } from 'node:path';
import { incidentId, readStateChange } from '#core/alarm/event';
import type { Verdict } from '#core/incident/records';
import type { RunbookSpec } from '#define/index';
import type { AdoptedNight, StepStory } from '#testing/adopted';
import { deployable } from '#testing/deployable';
import { names } from '#workflow/names';
import { CommandError } from '../command-line.ts';
import { type History, healedAt, type Saved } from './saved.ts';

interface HistoryEvent {
  readonly id?: number;
  readonly type?: string;
  readonly stateEnteredEventDetails?: { readonly name?: string };
  readonly taskSucceededEventDetails?: { readonly output?: string };
}

/** An execution's history as a fixture. @throws CommandError in one sentence */
export function fromHistory(data: unknown, saved: Saved, spec: RunbookSpec, file: string): AdoptedNight {
  const { history, event, alarm, alarmAt } = saved;
  const change = readStateChange(event);
  const verdict = history && verdictOf(history, file);
  if (!history || !verdict || 'malformed' in change) throw new CommandError(`${file} holds no execution.`);
  const outcomes = outcomesIn((data as { events: HistoryEvent[] }).events);
  const { runbook } = deployable(spec);
  const healer = healedAt(history);
  const steps = runbook.steps.map(({ action }, index) => {
    const number = index + 1;
    const state = names.act(number, runbook);
    const story: StepStory = !history.states.includes(state)
      ? 'not reached'
      : number === healer
        ? 'helped'
        : (stories[outcomes.get(state) ?? ''] ?? 'unknown');
    return { action, story };
  });
  const asked = runbook.steps.flatMap((_, index) =>
    history.states.includes(names.ask(index + 1, runbook)) ? [index + 1] : [],
  );
  const inModeApprove = asked.some((number) => !runbook.steps[number - 1]?.approval);
  return {
    incident: incidentId(change.alarmArn, change.at),
    runbook: spec.id,
    from: `the execution history in ${basename(file)}`,
    mode: history.states.includes(names.watch)
      ? 'watch'
      : history.states.includes(names.suppressed)
        ? 'off'
        : inModeApprove
          ? 'approve'
          : 'auto',
    event,
    alarm,
    alarmAt,
    steps,
    ...(asked.length > 0
      ? {
          approves: Object.fromEntries(
            asked.map((number) => [number, history.states.includes(names.act(number, runbook))]),
          ),
        }
      : {}),
    ...(verdict === 'self-recovered' ? { recoversAlone: true } : {}),
    expected: {
      verdict,
      tried: steps
        .filter(({ story }) => ['helped', 'did not help', 'unknown'].includes(story))
        .map(({ action }) => action),
    },
  };
}

/** By what the action's Lambda answered. No answer, or an error, means `unknown`. */
const stories: Readonly<Record<string, StepStory>> = {
  acted: 'did not help',
  refused: 'refused',
  'nothing-to-do': 'never started',
};

/** What each task answered as its `outcome`, by the state's name. */
function outcomesIn(events: readonly HistoryEvent[]): ReadonlyMap<string, string> {
  const outcomes = new Map<string, string>();
  let state = '';
  for (const event of events.toSorted((one, other) => (one.id ?? 0) - (other.id ?? 0))) {
    state = event.stateEnteredEventDetails?.name ?? state;
    const output = event.taskSucceededEventDetails?.output;
    const outcome = /"outcome"\s*:\s*"([a-z-]+)"/.exec(output ?? '')?.[1];
    if (outcome) outcomes.set(state, outcome);
  }
  return outcomes;
}

function verdictOf({ status, output, error }: History, file: string): Verdict {
  if (status === 'RUNNING') throw new CommandError(`The execution in ${file} is not over yet.`);
  if (error === 'PersonPaged' || error === 'PagedByBackup') return 'escalated';
  const { verdict, answer } = (output ?? {}) as { verdict?: Verdict; answer?: string };
  if (answer === 'duplicate') {
    throw new CommandError(
      `The execution in ${file} was a duplicate; adopt the first one of its state change.`,
    );
  }
  const found = verdict ?? (answer === 'self-recovered' || answer === 'suppressed' ? answer : undefined);
  if (!found)
    throw new CommandError(
      `The execution in ${file} ended as ${status} without a verdict (${error ?? 'no error'}).`,
    );
  return found;
}
