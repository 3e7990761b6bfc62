import type { Terminal } from '../commands/command.ts';
import type { Proposal } from './group.ts';

/** Asks the user for what only a person can know; an empty answer leaves the gap. */
export async function askFor(
  found: readonly Proposal[],
  terminal: Terminal | undefined,
): Promise<Proposal[]> {
  if (!terminal) return [...found];
  const lines = terminal.lines();
  const ask = async (question: string): Promise<string> => {
    terminal.say(question);
    const { done, value } = await lines.next();
    return done ? '' : value.trim();
  };
  try {
    const filled: Proposal[] = [];
    for (const proposal of found) filled.push(await fill(proposal, ask));
    return filled;
  } finally {
    await lines.return?.();
  }
}

async function fill(proposal: Proposal, ask: (question: string) => Promise<string>): Promise<Proposal> {
  const { spec, gaps } = proposal;
  const about = `${spec.id} (${spec.when.alarms?.join(', ')})`;
  const owner = gaps['owner'] && (await ask(`${about}\n  owner, ${gaps['owner']} (Enter: leave it open):`));
  const instructions = await ask(
    `${about}\n  instructions, ${gaps['instructions']} (Enter: leave them open):`,
  );
  const left = Object.entries(gaps).filter(
    ([name]) => !(name === 'owner' && owner) && !(name === 'instructions' && instructions),
  );
  return {
    ...proposal,
    gaps: Object.fromEntries(left),
    spec: { ...spec, owner: owner || spec.owner, page: { ...spec.page, instructions } },
  };
}
