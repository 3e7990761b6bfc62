import { actions } from '#action/register';
import type { RunbookSpec } from '#define/index';
import { actionExample } from '#testing/deployable';

type Step = RunbookSpec['steps'][number];

/** Two steps per runbook, cycling through all actions, each time on another target. */
export async function stepsOfAllActions(): Promise<(index: number) => RunbookSpec['steps']> {
  // Only the built-in runbook may use it.
  const ids = Object.keys(actions).filter((id) => id !== 'clear-synthetic-fault');
  const examples = await Promise.all(ids.map(actionExample));
  const step = (turn: number): Step => {
    const [id = '', example = {}] = [ids[turn % ids.length], examples[turn % ids.length]];
    return { action: id, parameters: another(id, example, turn) };
  };
  return (index) => [step(2 * index), step(2 * index + 1)];
}

/** The same parameters with other names in them, if the action accepts them. */
function another(
  id: string,
  example: Readonly<Record<string, unknown>>,
  turn: number,
): Record<string, unknown> {
  const takes = (parameters: object) => actions[id]?.parameters.safeParse(parameters).success === true;
  const end = turn.toString(16).padStart(4, '0');
  const parameters: Record<string, unknown> = { ...example };
  for (const [name, value] of Object.entries(example)) {
    if (typeof value !== 'string') continue;
    const others = [`${value}-${turn}`, `${value.slice(0, -4)}${end}`];
    parameters[name] = others.find((other) => takes({ ...parameters, [name]: other })) ?? value;
  }
  return parameters;
}
