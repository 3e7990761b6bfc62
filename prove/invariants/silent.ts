import type { Incident } from '../../lambdas/shared/records.ts';
import { type Facts, idOf } from '../facts.ts';
import type { Change } from '../stage.ts';

/** The sweeper comes every minute; it and the schedule take some seconds themselves. */
const sweeperSeconds = 65;

/** Every change to ALARM has one verdict, or a page that names it, by its deadline; and the verdict is true. */
export const silent = (facts: Facts): string[] =>
  facts.changes
    .filter(({ state }) => state === 'ALARM')
    .flatMap((change) => [...unanswered(change, facts), ...untrue(change, facts), ...many(change, facts)]);

function unanswered(change: Change, { records, pages, notices, changes, story }: Facts): string[] {
  const id = idOf(change);
  const { incident } = records.get(id) ?? {};
  const { pageBySeconds } = change.player.runbook.page;
  const limit = change.at.getTime() + (pageBySeconds + sweeperSeconds) * 1000;
  const isTold = (at: string | undefined) => at !== undefined && Date.parse(at) <= limit;
  const paged = pages.some((copy) => copy.incident === id && isTold(copy.message.at));
  if (paged) return [];
  const who = `Incident ${id} of ${change.name}`;
  if (!incident)
    return unseen(change, changes, story, limit) ? [] : [`${who} has no record and no page by its deadline.`];
  if (!isTold(incident.verdictAt)) return [`${who} has neither a verdict nor a page by its deadline.`];
  if (incident.verdict !== 'escalated' || incident.takenOver || incident.storm) return [];
  const noticed = notices.some(({ body, at }) => body.includes(id) && isTold(at));
  if (reportedOnly(incident) && noticed) return [];
  return [`${who} was escalated, and no page names it by its deadline.`];
}

/** A watched alarm that pages by itself is reported to its owner instead. */
const reportedOnly = ({ mode, alarm }: Incident): boolean => mode === 'watch' && alarm.pagesByItself;

/** An alarm whose event never came, and that was OK again before its deadline: there was nobody to tell anything. */
function unseen(change: Change, changes: Facts['changes'], story: Facts['story'], limit: number): boolean {
  if (change.player.runbook.mode === 'off') return true;
  const disturbed = story.happenings.some((one) => 'event' in one && one.at.startsWith('ALARM'));
  return (
    disturbed && changes.some(({ arn, at }) => arn === change.arn && at > change.at && at.getTime() <= limit)
  );
}

/** Only an alarm that was OK in between has recovered. */
function untrue(change: Change, { records, changes }: Facts): string[] {
  const id = idOf(change);
  const { verdict, verdictAt = '' } = records.get(id)?.incident ?? {};
  if (verdict !== 'healed' && verdict !== 'self-recovered') return [];
  const end = Date.parse(verdictAt);
  const recovered = changes.some(
    ({ arn, state, at }) => arn === change.arn && state === 'OK' && at > change.at && at.getTime() <= end,
  );
  return recovered ? [] : [`Incident ${id} ended as ${verdict}, and its alarm was never OK.`];
}

function many(change: Change, { records }: Facts): string[] {
  const id = idOf(change);
  const lines = (records.get(id)?.timeline ?? []).filter(({ text }) =>
    /^(healed|self-recovered|escalated|suppressed): /.test(text),
  );
  return lines.length > 1 ? [`Incident ${id} has ${lines.length} verdicts.`] : [];
}
