import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { MassFailureLimit } from '../guards/mass-failure.ts';
import { incidentsWithin, type Listed } from '../incident/history.ts';
import type { Incident } from '../incident/records.ts';
import { commandsIn, compose, type Page } from '../page/message.ts';
import { type Database, ifItHolds } from '../table/database.ts';
import { watchNoticeKey } from '../table/keys.ts';
import { errorText, line } from '../text.ts';
import { clockTime, epochSeconds, formatSeconds, iso, plusSeconds } from '../time.ts';

/** So many incidents of one time are read at most: enough to know that it is a mass failure, and to name its alarms. */
const readAtMost = 200;

/** So many alarms are named: more than anybody reads over a coffee. */
const namedAtMost = 40;

/** Claims are of use for one mass failure only; DynamoDB removes them some time later. In seconds. */
const keepSeconds = 86_400;

/**
 * Sends the report of a watch, unless a mass failure began with it: then one notice tells each owner of all of them, and the next comes
 * only for an alarm that is not in its time. Not to know whether there is a mass failure speaks for a notice of its own.
 * @throws whatever sending throws; sent again, the same incident sends the same notice
 */
export async function sendWatchNotice(
  incident: Incident,
  own: Page,
  { database, now }: { readonly database: Database; readonly now: () => Date },
  send: (page: Page) => Promise<unknown>,
): Promise<void> {
  // A drill is no part of a mass failure, and its own notice says that it is one.
  const limit = incident.drill ? undefined : incident.runbook.guards.massFailure;
  try {
    const began = limit ? await beganWith(incident, limit, database, now()) : [];
    if (limit && began.length > limit.incidents) {
      if (await isMine(incident, began, limit, database)) await send(noticeOfAll(incident, began, limit));
      return;
    }
  } catch (error) {
    console.warn('not known whether it is a mass failure', {
      incident: incident.id,
      error: errorText(error),
    });
  }
  await send(own);
}

/** Incidents that began within the limit's time of this one, before or after, itself among them; none of a drill. */
async function beganWith(
  { since }: Incident,
  { withinSeconds }: MassFailureLimit,
  database: Database,
  now: Date,
): Promise<Listed[]> {
  const until = plusSeconds(since, withinSeconds);
  const found: Listed[] = [];
  const span = { since: plusSeconds(since, -withinSeconds), until: until < iso(now) ? until : iso(now) };
  for await (const incident of incidentsWithin(database, span)) {
    if (!incident.listed.drill) found.push(incident);
    if (found.length === readAtMost) break;
  }
  return found;
}

/**
 * Whether this incident's notice is the one for its owner. It stays so when it is sent again. It stands for what began until the newest
 * incident that it lists: what comes later, on nobody's list yet, is told with a notice of its own time.
 */
async function isMine(
  { id, since, runbook }: Incident,
  began: readonly Listed[],
  { withinSeconds }: MassFailureLimit,
  database: Database,
): Promise<boolean> {
  const newest = began.reduce((latest, one) => (one.since > latest ? one.since : latest), since);
  const claimed = await ifItHolds(
    database.client.send(
      new UpdateCommand({
        TableName: database.table,
        Key: watchNoticeKey(runbook.owner),
        ConditionExpression:
          'attribute_not_exists(pk) OR listsUntil < :since OR listsFrom > :since OR incident = :id',
        UpdateExpression:
          'SET incident = :id, listsFrom = :from, listsUntil = :until, expiresAt = :expiresAt',
        ExpressionAttributeValues: {
          ':id': id,
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

function noticeOfAll(
  { id, environment, runbook: { owner } }: Incident,
  began: readonly Listed[],
  { withinSeconds }: MassFailureLimit,
): Page {
  const its = began.filter(({ listed }) => listed.owner === owner).reverse();
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
