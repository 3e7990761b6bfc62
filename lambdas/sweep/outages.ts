import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { AlarmReading } from '#core/alarm/alarm';
import { contractVersion } from '#core/aws/contract';
import { markTold, note, readIncident } from '#core/incident/incidents';
import { hasHeld, lasts } from '#core/outage/lasts';
import { endOutage, forgetOutage, type Outage, readOutage } from '#core/outage/outage';
import { ifItHolds } from '#core/table/database';
import { outageKey } from '#core/table/keys';
import { clockTime, iso, secondsBetween } from '#core/time';
import { ring, type SweepServices } from './sweep.ts';
import type { AlarmsNow } from './watched.ts';

/** How long resolving an ended outage's page is retried, in seconds. After that a person resolves it. */
const closingSeconds = 3_600;

/**
 * Ends an outage whose alarms have held OK, and has its page resolved. Pages again if the time of the person who took it is
 * over.
 */
export async function sweepOutage(outage: Outage, alarms: AlarmsNow, services: SweepServices): Promise<void> {
  if (outage.endedAt) return close(outage, services);
  const members = Object.entries(outage.alarms).map(([arn, alarm]) => ({
    alarm,
    reading: alarms?.readings.get(arn),
  }));
  // A deleted alarm does not keep an outage open, but is not a recovery either.
  const known = members.flatMap(({ alarm, reading }) => (reading ? [{ alarm, reading }] : []));
  if (alarms && known.every(({ alarm, reading }) => hasHeld(reading, alarm, alarms.lookedAt))) {
    const isGone = known.length < members.length;
    return end(
      outage,
      known.map(({ reading }) => reading),
      outage.closes && !isGone,
      services,
    );
  }
  const { heldUntil } = outage;
  if (heldUntil && heldUntil <= iso(services.now())) {
    const firing = known.find(({ reading }) => reading.state !== 'OK')?.reading;
    // A moment of OK is not enough: it has to hold.
    if (firing || !alarms) await ringAgain(outage, firing, services);
  }
}

/** Whether OK has held between two sweeps; then what fires has its own incident. Any doubt rings. */
const isOver = (outage: Outage, { cloudwatch, now }: SweepServices): Promise<boolean> =>
  lasts(outage, cloudwatch, now()).then(
    (isLasting) => !isLasting,
    () => false,
  );

async function end(
  outage: Outage,
  readings: readonly AlarmReading[],
  closes: boolean,
  services: SweepServices,
): Promise<void> {
  const { database, now } = services;
  const record = await readIncident(database, outage.head);
  // Its page is under way: resolved now, it would open afterwards.
  if (record?.incident.open) return;
  const okAt = readings.map(({ transitionedAt }) => transitionedAt).reduce(latest, '') || outage.pageBy;
  const ended = { endedAt: iso(now()), okAt, closes };
  if (!(await endOutage(database, outage, ended))) return;
  if (closes) return close({ ...outage, ...ended }, services);
  const text = `The outage is over, OK since ${clockTime(okAt)}; its page is for a person to close`;
  await note(database, outage.head, 'sweep', text, now());
}

const latest = (one: string, other: string): string => (one > other ? one : other);

/** Repeated every minute until it succeeds. */
async function close(
  { head, endedAt = '', okAt = endedAt }: Outage,
  { database, startResolve, now }: SweepServices,
): Promise<void> {
  if (secondsBetween(endedAt, now()) > closingSeconds) {
    await note(database, head, 'sweep', 'The page could not be closed over its channels', now());
    return forgetOutage(database, head);
  }
  await startResolve({ contract: contractVersion, okAt, incidents: [head] });
}

/** The person's time is over, and it still fires: sends the outage's page again, unless the outage has ended meanwhile. */
async function ringAgain(
  outage: Outage,
  firing: AlarmReading | undefined,
  services: SweepServices,
): Promise<void> {
  const { database, now } = services;
  const { head, heldBy, heldUntil = '' } = outage;
  const [record, outageNow] = await Promise.all([readIncident(database, head), readOutage(database, head)]);
  // The index may not show yet that the person has prolonged it, or given it back.
  if (!record || outageNow?.heldUntil !== heldUntil) return;
  if (!(await isOver(outage, services))) {
    const state = firing ? `${firing.name} is still in ${firing.state}` : "its alarms can't be read now";
    await ring(record, `${heldBy} had it until ${clockTime(heldUntil)}, and ${state}.`, services);
    await markTold(database, head, now());
  }
  await ifItHolds(
    database.client.send(
      new UpdateCommand({
        TableName: database.table,
        Key: outageKey(head),
        UpdateExpression: 'REMOVE heldBy, heldUntil',
        ConditionExpression: 'heldUntil = :seen',
        ExpressionAttributeValues: { ':seen': heldUntil },
      }),
    ),
  );
}
