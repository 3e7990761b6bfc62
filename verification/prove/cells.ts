import type { Incident } from '#core/incident/records';
import type { Facts } from './facts.ts';
import { kindOf } from './story.ts';

const withoutNumber = (name: string): string => name.replace(/^\d+\. /, '');

/** What of a story counts as ground: `rule | fault | state`, for each fault that struck. */
export function cellsOf(facts: Facts): string[] {
  const { story, struck, records, endings } = facts;
  const rules = [...new Set([...records.values()].flatMap(({ incident }) => rulesOf(incident)))];
  const weather = Object.keys(story.weather ?? {});
  const faults = [
    ...struck.map(({ call, failure }) => ({ fault: String(failure), state: stateOf(call, endings) })),
    ...story.happenings
      .filter((one) => !('fault' in one))
      .map((one) => ({ fault: kindOf(one), state: one.at.replace(/#.*/, '') })),
    ...weather.map((fault) => ({ fault, state: 'always' })),
    ...(story.people ?? []).map(({ does }) => ({ fault: `person: ${does}`, state: 'any' })),
  ];
  const all = faults.length > 0 ? faults : [{ fault: 'none', state: 'any' }];
  return [
    ...new Set(rules.flatMap((rule) => all.map(({ fault, state }) => `${rule} | ${fault} | ${state}`))),
  ];
}

/** What was at work in an incident: its answer and verdict, and the guard that spoke, without its numbers. */
function rulesOf(incident: Incident | undefined): string[] {
  if (!incident) return [];
  const { answer, verdict, massFailure, deadExecution, takenOver, joined, byHand } = incident;
  const marks = Object.entries({ massFailure, deadExecution, takenOver, joined, byHand }).flatMap(
    ([name, value]) => (value ? [name] : []),
  );
  return [[answer, verdict ?? 'open', ...marks].join(' ')];
}

/** In which state of its workflow an invocation was under way; else whose call it was. */
function stateOf({ by, at, input }: Facts['struck'][number]['call'], endings: Facts['endings']): string {
  const payload = (by?.payload ?? input['Payload'] ?? {}) as { execution?: string };
  const execution = endings.find(({ arn }) => arn === payload.execution);
  const state = execution?.states.findLast((one) => one.at <= at)?.name;
  return state === undefined ? (by?.function ?? 'AWS') : withoutNumber(state);
}
