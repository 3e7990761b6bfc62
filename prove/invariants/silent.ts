import type { Incident } from '../../lambdas/shared/records.ts';
import { type Facts, idOf } from '../facts.ts';
import type { Change } from '../stage.ts';
import { untrue } from './untrue.ts';

/** The sweeper comes every minute; it and the schedule take some seconds themselves. */
const sweeperSeconds = 65;

/** Every change to ALARM has one verdict, or a page that names it, by its deadline; and the verdict is true. */
export const silent = (facts: Facts): string[] => [
  ...facts.changes
    .filter(({ state }) => state === 'ALARM')
    .flatMap((change) => [...unanswered(change, facts), ...untrue(change, facts), ...many(change, facts)]),
  ...abandoned(facts),
  ...undelivered(facts),
];

function unanswered(change: Change, facts: Facts): string[] {
  const { records, pages, notices } = facts;
  const id = idOf(change);
  const { incident } = records.get(id) ?? {};
  const { pageBySeconds } = change.player.runbook.page;
  const limit = change.at.getTime() + (pageBySeconds + sweeperSeconds) * 1000;
  const isTold = (at: string | undefined) => at !== undefined && Date.parse(at) <= limit;
  const paged = pages.some((copy) => copy.incident === id && isTold(copy.message.at));
  if (paged || isNobodys(change, id, facts)) return [];
  const who = `Incident ${id} of ${change.name}`;
  if (!incident)
    return unseen(change, facts, limit) ? [] : [`${who} has no record and no page by its deadline.`];
  if (!isTold(incident.verdictAt)) return [`${who} has neither a verdict nor a page by its deadline.`];
  if (incident.verdict !== 'escalated' || incident.takenOver) return [];
  const listed = facts.stormPages.some(({ body, at }) => isAbout(change, body) && isTold(at));
  if (incident.storm && listed) return [];
  const noticed = notices.some(({ body, at }) => body.includes(id) && isTold(at));
  if (reportedOnly(incident) && noticed) return [];
  return [`${who} was escalated, and no page names it by its deadline.`];
}

/** The page of a mass failure lists its alarms; the deadline in its place asks to look at all of them. */
const isAbout = ({ name }: Change, body: string): boolean =>
  body.includes(`\n- ${name} since `) || body.includes('Treat every alarm since then as not handled');

/** A watched alarm that pages by itself is reported to its owner instead. */
const reportedOnly = ({ mode, alarm }: Incident): boolean => mode === 'watch' && alarm.pagesByItself;

/**
 * What nobody has promised to look after: an alarm whose runbook was removed before, and one whose engine died before the
 * incident was on record (rule 1 arms the deadline before that, and nothing sooner), or after the scheduler had refused it.
 */
const isNobodys = (change: Change, id: string, { removedAt, dead, story }: Facts): boolean =>
  (removedAt !== undefined && change.at.getTime() >= removedAt) ||
  (dead !== undefined &&
    (!dead.known.has(id) || couldNotBeArmed(story)) &&
    change.at.getTime() <= dead.until);

const couldNotBeArmed = ({ happenings }: Facts['story']): boolean =>
  happenings.some((one) => 'fault' in one && one.at.includes('scheduler.CreateSchedule'));

/** An alarm whose event never came, and that was OK again before its deadline: there was nobody to tell anything. */
function unseen(change: Change, { changes, story }: Facts, limit: number): boolean {
  if (change.player.runbook.mode === 'off') return true;
  // The reconciler leaves alone what its own switches keep quiet.
  const { given } = change.player.part;
  if (given === 'actions disabled' || given === 'suppressed') return true;
  const disturbed = story.happenings.some((one) => 'event' in one && one.at.startsWith('ALARM'));
  return (
    disturbed && changes.some(({ arn, at }) => arn === change.arn && at > change.at && at.getTime() <= limit)
  );
}

function many(change: Change, { records }: Facts): string[] {
  const id = idOf(change);
  const lines = (records.get(id)?.timeline ?? []).filter(({ text }) =>
    /^(healed|self-recovered|escalated|suppressed): /.test(text),
  );
  return lines.length > 1 ? [`Incident ${id} has ${lines.length} verdicts.`] : [];
}

/** Every event of a change to ALARM that ends in the dead-letter queue is paged: nobody may have heard of it. */
function undelivered({ story, changes, pages }: Facts): string[] {
  const alarms = changes.filter(({ state }) => state === 'ALARM');
  return story.happenings.flatMap((one) => {
    const [kind, number] = one.at.split('#');
    const change = alarms[Number(number) - 1];
    if (!('event' in one) || one.event !== 'undeliverable' || kind !== 'ALARM' || !change) return [];
    return pages.some(({ incident }) => incident === idOf(change))
      ? []
      : [`The event of ${change.name} could not be delivered, and no page names it.`];
  });
}

/** From asking whether an execution is alive to the end of the one that asked, at most, in seconds. */
const askedBefore = 60;

/** Whoever ends as a duplicate leaves the alarm to another execution, which has to be alive or to have a verdict. */
function abandoned({ endings, records }: Facts): string[] {
  return endings.flatMap(({ output, at }) => {
    const { answer, incident: id = '' } = (output ?? {}) as { answer?: string; incident?: string };
    const incident = answer === 'duplicate' ? records.get(id)?.incident : undefined;
    if (!incident || Date.parse(incident.verdictAt ?? '9999-01-01') <= at) return [];
    const holder = endings.find(({ arn }) => arn === incident.execution);
    return holder && holder.at < at - askedBefore * 1000
      ? [`Incident ${id} was left to an execution that had died without a verdict.`]
      : [];
  });
}
