import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { MassFailureLimit } from '../guards/mass-failure.ts';
import { incidentsWithin, type Listed } from '../incident/history.ts';
import { readIncident } from '../incident/incidents.ts';
import type { Incident } from '../incident/records.ts';
import { commandsIn, compose, type Page } from '../page/message.ts';
import { type Database, ifItHolds } from '../table/database.ts';
import { watchNoticeKey } from '../table/keys.ts';
import { errorText, line } from '../text.ts';
import { clockTime, epochSeconds, formatSeconds, iso, plusSeconds } from '../time.ts';

/**
 * How many incidents that began around the same time are read at most: enough to recognize a mass failure and to name its
 * alarms.
 */
const readAtMost = 200;

/** How many alarms a notice names at most. */
const namedAtMost = 40;

/** A claim is used for one mass failure; DynamoDB deletes it later. In seconds. */
const keepSeconds = 86_400;

/** Which incident sends the notice, and for whom. */
interface Claim {
  readonly incident: string;
  readonly lists: readonly string[];
  /** ISO 8601, UTC: when it was accepted. */
  readonly sentAt?: string;
}

/**
 * Sends the report of a watch, unless a mass failure began with it. Then one notice tells each owner about all of them, and
 * another follows only for an alarm outside that time. If it is not known whether there is a mass failure, the watch gets its
 * own notice.
 * @throws what sending throws; a repeat for the same incident sends the same notice
 */
export async function sendWatchNotice(
  incident: Incident,
  own: Page,
  { database, now }: { readonly database: Database; readonly now: () => Date },
  send: (page: Page) => Promise<unknown>,
): Promise<void> {
  // A drill is not part of a mass failure, and its own notice says that it is a drill.
  const limit = incident.drill ? undefined : incident.runbook.guards.massFailure;
  const shared = limit && (await sharedNotice(incident, limit, database, now()));
  if (shared === 'listed') return;
  await send(shared ?? own);
  if (shared) await markSent(incident, database, now());
}

/**
 * The one notice of a mass failure, if this incident has claimed it, or `listed` on that of another incident.
 * @returns undefined if no notice stands for this incident, or if that is not known
 */
async function sharedNotice(
  incident: Incident,
  limit: MassFailureLimit,
  database: Database,
  now: Date,
): Promise<Page | 'listed' | undefined> {
  try {
    const began = await beganWith(incident, limit, database, now);
    if (began.length <= limit.incidents) return undefined;
    // If the call failed, the claim may still have been written, and other incidents may rely on it.
    const isIts = await claimNotice(incident, began, limit, database).catch((error: unknown) => {
      console.warn('not known whose notice it is', { incident: incident.id, error: errorText(error) });
      return true;
    });
    if (isIts) return noticeOfAll(incident, began, limit);
    return (await isListed(incident, database)) ? 'listed' : undefined;
  } catch (error) {
    console.warn('not known whether it is a mass failure', {
      incident: incident.id,
      error: errorText(error),
    });
    return undefined;
  }
}

/** Incidents that began within the limit's time before or after this one, including itself; none of a drill. */
async function beganWith(
  own: Incident,
  { withinSeconds }: MassFailureLimit,
  database: Database,
  now: Date,
): Promise<Listed[]> {
  const { since } = own;
  const until = plusSeconds(since, withinSeconds);
  // The index may not show it yet.
  const found: Listed[] = [own];
  const span = { since: plusSeconds(since, -withinSeconds), until: until < iso(now) ? until : iso(now) };
  for await (const incident of incidentsWithin(database, span)) {
    if (!incident.listed.drill && incident.id !== own.id) found.push(incident);
    if (found.length === readAtMost) break;
  }
  return found;
}

/**
 * Claims the owner's notice for this incident, and again when it is sent again. The notice stands for the incidents that it
 * lists; those after the newest of them get a notice of their own.
 * @returns whether this incident has it; if not, another one's may stand for it
 */
async function claimNotice(
  { id, since, runbook }: Incident,
  began: readonly Listed[],
  { withinSeconds }: MassFailureLimit,
  { client, table: TableName }: Database,
): Promise<boolean> {
  const newest = began.reduce((latest, one) => (one.since > latest ? one.since : latest), since);
  const claimed = await ifItHolds(
    client.send(
      new UpdateCommand({
        TableName,
        Key: watchNoticeKey(runbook.owner),
        ConditionExpression:
          'attribute_not_exists(pk) OR listsUntil < :since OR listsFrom > :since OR incident = :id',
        UpdateExpression:
          'SET incident = :id, lists = :lists, listsFrom = :from, listsUntil = :until, expiresAt = :expiresAt REMOVE sentAt',
        ExpressionAttributeValues: {
          ':id': id,
          ':lists': began.map((one) => one.id),
          ':since': since,
          ':from': plusSeconds(since, -withinSeconds),
          ':until': newest,
          ':expiresAt': epochSeconds(since) + keepSeconds,
        },
      }),
    ),
  );
  return claimed !== undefined;
}

/**
 * Whether another incident's notice lists this one, and was accepted or is still to be sent. If people were told of that
 * incident but its notice has no `sentAt`, it may have sent only its own report.
 */
async function isListed({ id, runbook }: Incident, database: Database): Promise<boolean> {
  const { client, table: TableName } = database;
  const { Item } = await client.send(
    new GetCommand({ TableName, Key: watchNoticeKey(runbook.owner), ConsistentRead: true }),
  );
  const { lists, incident, sentAt } = (Item ?? {}) as Partial<Claim>;
  if (!lists?.includes(id) || !incident) return false;
  return sentAt !== undefined || !(await readIncident(database, incident))?.incident.toldAt;
}

/** From now on a notice stands for those that it lists. Never throws: in doubt, each of them sends its own. */
async function markSent(
  { id, runbook }: Incident,
  { client, table: TableName }: Database,
  now: Date,
): Promise<void> {
  const update = new UpdateCommand({
    TableName,
    Key: watchNoticeKey(runbook.owner),
    ConditionExpression: 'incident = :id',
    UpdateExpression: 'SET sentAt = :now',
    ExpressionAttributeValues: { ':id': id, ':now': iso(now) },
  });
  await ifItHolds(client.send(update)).catch((error: unknown) =>
    console.warn('notice not remembered', { incident: id, error: errorText(error) }),
  );
}

function noticeOfAll(
  { id, environment, runbook: { owner } }: Incident,
  began: readonly Listed[],
  { withinSeconds }: MassFailureLimit,
): Page {
  const its = began
    .filter(({ listed }) => listed.owner === owner)
    .sort((one, other) => (one.since < other.since ? -1 : 1));
  const rest = its.length - namedAtMost;
  const others = began.length - its.length;
  return compose({
    subject: `Nightshift: ${its.length} alarms in a mass failure`,
    headline: `${line(owner, 30)}: ${its.length} alarms fired within ${formatSeconds(withinSeconds)} of each other${others > 0 ? `, and ${others} of other teams` : ''}. Nightshift only watched those that no page told of. This one notice stands for all of them.`,
    sections: [
      {
        title: 'ALARMS',
        lines: [
          ...its
            .slice(0, namedAtMost)
            .map(({ since, listed }) => `- ${line(listed.alarm, 80)} since ${clockTime(since)}`),
          ...(rest > 0 ? [`... and ${rest} more.`] : []),
        ],
      },
    ],
    commands: commandsIn(environment, ['history --since 1h', 'show INCIDENT']),
    deduplicationKey: `nightshift/${environment}/watched/${id}`,
    owner,
    urgency: 'low',
  });
}
