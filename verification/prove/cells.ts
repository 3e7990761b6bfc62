import type { Incident } from '#core/incident/records';
import type { Facts } from './facts.ts';
import { kindOf } from './story.ts';

const withoutNumber = (name: string): string => name.replace(/^\d+\. /, '');

/** The ground that a story covers: `rule | fault | state`, where throw-ins, weather and what people did count as faults, too. */
export function cellsOf(facts: Facts): string[] {
  const { story, struck, records, endings, happened, done } = facts;
  const rules = [...new Set([...records.values()].flatMap(({ incident }) => rulesOf(incident)))];
  const weather = Object.keys(story.weather ?? {});
  const faults = [
    ...struck.map(({ call, failure }) => ({ fault: String(failure), state: stateOf(call, endings) })),
    ...happened
      .filter((one) => !('fault' in one))
      .map((one) => ({ fault: kindOf(one), state: one.at.replace(/#.*/, '') })),
    ...weather.map((fault) => ({ fault, state: 'always' })),
    ...done.flatMap(({ does, done: took }) => (took ? [{ fault: `person: ${does}`, state: 'any' }] : [])),
  ];
  const all = faults.length > 0 ? faults : [{ fault: 'none', state: 'any' }];
  return [
    ...new Set(rules.flatMap((rule) => all.map(({ fault, state }) => `${rule} | ${fault} | ${state}`))),
  ];
}

/** What was at work in an incident: its answer, its verdict, and marks such as `takenOver`. */
function rulesOf(incident: Incident | undefined): string[] {
  if (!incident) return [];
  const { answer, verdict, massFailure, deadExecution, takenOver, joined, byHand } = incident;
  const marks = Object.entries({ massFailure, deadExecution, takenOver, joined, byHand }).flatMap(
    ([name, value]) => (value ? [name] : []),
  );
  return [[answer, verdict ?? 'open', ...marks].join(' ')];
}

/** The workflow state in which a call was sent; outside an execution, the function that sent it, or `AWS`. */
function stateOf({ by, at, input }: Facts['struck'][number]['call'], endings: Facts['endings']): string {
  const payload = (by?.payload ?? input['Payload'] ?? {}) as { execution?: string };
  const execution = endings.find(({ arn }) => arn === payload.execution);
  const state = execution?.states.findLast((one) => one.at <= at)?.name;
  return state === undefined ? (by?.function ?? 'AWS') : withoutNumber(state);
}
