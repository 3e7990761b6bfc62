import type { Ready, Refusal } from '#core/action/action-handler';
import { approvalItem } from '#core/incident/approvals';
import { deploymentIn } from '#core/incident/changes';
import type { Incident } from '#core/incident/records';
import { type Database, transactPatiently } from '#core/table/database';
import { line } from '#core/text';
import { reasonIn } from './attempt-items.ts';

/**
 * Records what a step that needs an approval would do, for the person who is asked. If it would refuse, nobody is asked.
 * @returns the same as one sentence
 */
export async function recordIntent(
  database: Database,
  incident: Incident,
  step: number,
  look: Ready<unknown> | Refusal,
  disruption: string,
): Promise<string> {
  const refused = 'refused' in look;
  // It may contain untrusted names, and is one line of a notice.
  const seen = refused ? undefined : deploymentIn({ ...look.before, ...look.evidence });
  const would = line(refused ? look.refused : look.intends, 600);
  await transactPatiently(database, [
    approvalItem(database, incident, step, {
      would,
      disruption,
      ...(seen ? { seen } : {}),
      ...(refused ? { refuses: true, reason: reasonIn(look) } : {}),
    }),
  ]);
  return refused ? `It would not act because ${would}` : `Proposed action: ${would}`;
}
