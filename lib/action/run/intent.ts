import type { Ready, Refusal } from '#core/action/action-handler';
import { approvalItem } from '#core/incident/approvals';
import type { Incident } from '#core/incident/records';
import { type Database, transact } from '#core/table/database';
import { line } from '#core/text';
import { reasonIn } from './attempt-items.ts';

/**
 * Puts on record what a step that needs an approval would do, for whoever is asked. One that would refuse says so, and then
 * nobody is asked.
 * @returns the same in one sentence
 */
export async function recordIntent(
  database: Database,
  incident: Incident,
  step: number,
  look: Ready<unknown> | Refusal,
  disruption: string,
): Promise<string> {
  const refused = 'refused' in look;
  // It may name what others have named, and stands in a line of a notice.
  const would = line(refused ? look.refused : look.intends, 600);
  await transact(database, [
    approvalItem(database, incident, step, {
      would,
      disruption,
      ...(refused ? { refuses: true, reason: reasonIn(look) } : {}),
    }),
  ]);
  return refused ? `It would not act because ${would}` : `Proposed action: ${would}`;
}
