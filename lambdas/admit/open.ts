import { rememberOnAlarm } from '#core/incident/alarm-memory';
import { heldBack, notActingLine, reasonOf, withReason } from '#core/incident/held-back';
import { timelineItem } from '#core/incident/incidents';
import type { Lock } from '#core/incident/memory';
import { touched } from '#core/incident/plan';
import type { Incident } from '#core/incident/records';
import { readyToCount } from '#core/incident/runs';
import { incidentItem } from '#core/incident/stored';
import { tooLateToWait } from '#core/incident/waiting';
import { because } from '#core/reasons/reason';
import type { DeployedRunbook } from '#core/runbook/runbook';
import type { Database, TransactItem } from '#core/table/database';
import { transact } from '#core/table/database';
import { incidentKey, joinedKey, lockKey } from '#core/table/keys';
import { line } from '#core/text';
import { epochSeconds, iso, plusSeconds } from '#core/time';
import { holderOf, limitReached } from './guards.ts';
import type { Memory } from './recall.ts';

/** How long a lock outlives the page deadline, in seconds, in case the sweeper is a few minutes late. */
const leaseMarginSeconds = 600;

/**
 * Opened, or what changed meanwhile: the incident exists now, its alarm has another one, or a lock, a counter or the holder
 * changed.
 */
export type Opened = { readonly incident: Incident } | { readonly moved: 'incident' | 'alarm' | 'target' };

/**
 * One transaction: the incident, the locks on its targets, the check that its runbook's runs on them are as read, and the
 * alarm's last incident. If the records speak against acting, the draft first becomes a joined or a paging incident.
 */
export async function openIncident(
  database: Database,
  draft: Incident,
  memory: Memory,
  runbook: DeployedRunbook,
  now: Date,
): Promise<Opened> {
  const incident = lent(verdictAtOnce(byMemory(draft, memory, runbook, now), now), memory, now);
  const acting = incident.answer === 'act' ? [...new Set(incident.plan.flatMap((step) => step.targets))] : [];
  const outcome = await transact(database, [
    putIncident(database, incident),
    ...(memory.alarm ? [rememberOnAlarm(database, incident, memory.alarm, now)] : []),
    timelineItem(database, incident.id, {
      at: iso(now),
      stage: 'admit',
      text: opening(incident),
      ...(incident.reason ? { code: incident.reason.code } : {}),
    }),
    ...(incident.joined
      ? [holderStillOpen(database, incident.joined), joinedItem(database, incident.joined, incident)]
      : []),
    ...acting.map((target) => takeLock(database, target, incident, now)),
    ...(acting.length === 0 || incident.synthetic ? [] : touchedBy(incident)).map((target) =>
      readyToCount(database, target, incident, memory.runs.get(target), now),
    ),
  ]);
  if (outcome.written) return { incident };
  if (outcome.failed.includes(0)) return { moved: 'incident' };
  return { moved: memory.alarm && outcome.failed.includes(1) ? 'alarm' : 'target' };
}

/** Locked: join the holder. Busy, a person's or at a limit: page. This applies only to an incident that would act. */
export function byMemory(draft: Incident, memory: Memory, runbook: DeployedRunbook, now: Date): Incident {
  if (draft.answer !== 'act') return draft;
  for (const [target, lock] of memory.locks) {
    const holder = holderOf(lock, now);
    if (!holder) continue;
    // Another delivery has opened it since: the transaction finds the incident, and its answer counts.
    if (holder === draft.id) return draft;
    const name = shortOf(target);
    if (lock.leaseUntil < iso(now))
      return heldBack(draft, because('target-busy', { target: name, holder, until: lock.busyUntil }));
    if (isLent(lock, draft, now)) continue;
    if (lock.keptBy) {
      const kept = { target: name, by: lock.keptBy, holder, until: lock.leaseUntil };
      return heldBack(draft, because('target-kept', kept));
    }
    // A run by hand does not wait; it is refused.
    if (!draft.byHand && tooLateToWait(draft, now)) {
      const { pageBy } = draft;
      return heldBack(draft, because('target-locked-too-long', { target: name, holder, pageBy }));
    }
    const locked = because('target-locked', { target: name, holder });
    return { ...withReason(draft, locked), answer: 'join', joined: holder };
  }
  for (const [target, { incident: holder, by, until }] of memory.kept) {
    if (until <= iso(now) || draft.byHand?.by === line(by, 60)) continue;
    return heldBack(draft, because('target-kept', { target: shortOf(target), by, holder, until }));
  }
  for (const target of touchedBy(draft)) {
    const reason = limitReached(target, memory.runs.get(target), runbook.guards, now);
    if (reason) return heldBack(draft, reason);
  }
  return draft;
}

const shortOf = (target: string): string => target.split(':').slice(5).join(':');

/** A person who took an incident over may run steps on the targets kept for them, once no worker runs there. */
const isLent = (lock: Lock, { byHand }: Incident, now: Date): boolean =>
  lock.keptBy !== undefined && byHand?.by === line(lock.keptBy, 60) && lock.busyUntil < iso(now);

/** A run by hand records which locks it has to return. */
function lent({ byHand, ...incident }: Incident, { locks }: Memory, now: Date): Incident {
  if (!byHand) return incident;
  const borrowed = [...locks].flatMap(([target, lock]) =>
    isLent(lock, { ...incident, byHand }, now) && lock.keptBy
      ? [{ target, holder: lock.holder, keptBy: lock.keptBy, until: lock.leaseUntil }]
      : [],
  );
  return { ...incident, byHand: { ...byHand, ...(borrowed.length > 0 ? { lent: borrowed } : {}) } };
}
/** The plan's targets, each once. Their parents are locked, but runs are not counted on them. */
const touchedBy = ({ plan }: Incident): string[] => [...new Set(plan.flatMap(touched))];

/** Answers that are verdicts already. */
function verdictAtOnce(incident: Incident, now: Date): Incident {
  if (incident.answer !== 'self-recovered' && incident.answer !== 'suppressed') return incident;
  const { open: _open, ...closed } = incident;
  const ground = reasonOf(incident);
  return {
    ...closed,
    verdict: incident.answer,
    verdictAt: iso(now),
    summary: notActingLine(incident),
    ground,
    listed: { ...incident.listed, ground: ground.code },
  };
}

function opening(incident: Incident): string {
  if (incident.byHand)
    return `${incident.byHand.by} runs ${incident.plan[0]?.title} by hand: ${incident.byHand.why}`;
  const alarm = `${incident.alarm.name} went to ALARM at ${incident.since.slice(11, 19)} UTC`;
  if (incident.answer !== 'act') return `${alarm}. ${notActingLine(incident)}`;
  return `${alarm}. Plan: ${incident.plan.map((step, index) => `${index + 1}. ${step.title}`).join(', ')}`;
}

const putIncident = (database: Database, incident: Incident): TransactItem => ({
  Put: {
    TableName: database.table,
    Item: incidentItem(incident),
    ConditionExpression: 'attribute_not_exists(pk)',
  },
});

const holderStillOpen = (database: Database, holder: string): TransactItem => ({
  ConditionCheck: {
    TableName: database.table,
    Key: incidentKey(holder),
    ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(verdict)',
  },
});

/** What the holder's notice says of it. */
const joinedItem = (
  database: Database,
  holder: string,
  { id, listed, expiresAt }: Incident,
): TransactItem => ({
  Put: {
    TableName: database.table,
    Item: { ...joinedKey(holder, id), alarm: listed.alarm, owner: listed.owner, expiresAt },
  },
});

/** Takes a free lock, or one that is lent to a run by hand while its keeper still has it. */
function takeLock(database: Database, target: string, incident: Incident, now: Date): TransactItem {
  const kept = incident.byHand?.lent?.find((one) => one.target === target);
  const isKeepers = kept ? ' OR (holder = :holder AND keptBy = :keptBy AND busyUntil < :now)' : '';
  return {
    Put: {
      TableName: database.table,
      Item: {
        ...lockKey(target),
        holder: incident.id,
        leaseUntil: plusSeconds(incident.pageBy, leaseMarginSeconds),
        busyUntil: iso(0),
        expiresAt: epochSeconds(incident.pageBy) + 86_400,
      },
      ConditionExpression: `attribute_not_exists(pk) OR (leaseUntil < :now AND busyUntil < :now)${isKeepers}`,
      ExpressionAttributeValues: {
        ':now': iso(now),
        ...(kept ? { ':holder': kept.holder, ':keptBy': kept.keptBy } : {}),
      },
    },
  };
}
