import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { ActionHandler, Facts, TakingBack } from '#core/action/action-handler';
import type { Action } from '#core/action/define-action';
import { namesOf } from '#core/alarm/alarm';
import { contractVersion } from '#core/aws/contract';
import { note } from '#core/incident/incidents';
import { changeLease, endLease } from '#core/lease/changes';
import { notHeld } from '#core/lease/holds';
import { type Lease, type LeaseOutcome, readLease } from '#core/lease/lease';
import { alarmsNow } from '#core/outage/lasts';
import { because, reasonText } from '#core/reasons/reason';
import { readSwitches, stopped } from '#core/switches/modes';
import type { Database } from '#core/table/database';
import { errorText } from '#core/text';
import { iso, plusSeconds } from '#core/time';
import { isDefiniteNo } from '../definite-no.ts';
import type { RestoreInput, RestoreOutput } from './contract.ts';
import { begin, free } from './restore-lock.ts';

export interface RestoreServices {
  readonly database: Database;
  readonly cloudwatch: CloudWatchClient;
  readonly now: () => Date;
}

/** How long after its Lambda's timeout another worker may check what it did, in seconds. */
const workerMarginSeconds = 10;

type Outcome = RestoreOutput['outcome'];

const answer = (outcome: Outcome, summary: string): RestoreOutput => ({
  contract: contractVersion,
  outcome,
  summary,
});

/**
 * Restores a temporary change (rule 16), if the value is still what was written and no alarm that needs it fires. The call is
 * sent once: a worker that finds that another has begun only checks the result. The sweeper tells people.
 */
export async function restore<Parameters extends object, Seen>(
  {
    action,
    handler,
  }: { readonly action: Action<Parameters>; readonly handler: ActionHandler<Parameters, Seen> },
  { restore: { target, lease: id, by } }: RestoreInput,
  services: RestoreServices,
): Promise<RestoreOutput> {
  const { database, now } = services;
  const lease = await readLease(database, target);
  if (lease?.id !== id) return answer('nothing-to-do', `There is no lease ${id}`);
  if (lease.outcome) return answer('nothing-to-do', `Lease ${id} has ended: ${lease.outcome}`);
  const { taking } = handler;
  const parameters = action.parameters.safeParse(lease.parameters);
  if (!taking || lease.action !== action.id || !parameters.success || !isOn(action, parameters.data, target))
    return refused(lease, 'its record does not fit this action', services);
  const at = { taking, parameters: parameters.data, lease, services };
  if (lease.restoringAt) return lookAfter(at, action.timeoutSeconds);
  const against = await stoppedNow(services);
  if (against) return refused(lease, against, services);
  const begun = now();
  const until = plusSeconds(begun, action.timeoutSeconds);
  const busyUntil = plusSeconds(until, workerMarginSeconds);
  const obstacle = await begin(database, lease, { at: begun, busyUntil, by });
  if (obstacle === 'lease-changed') return answer('nothing-to-do', `Lease ${id} has just changed`);
  if (obstacle) return refused(lease, inTheWay[obstacle], services);
  const output = await putBack(at, until, by);
  await free(database, lease, busyUntil, now());
  return output;
}

const inTheWay = {
  'target-busy': 'something else is working on its target',
  'target-kept': 'a person has its target',
};

/** The stored parameters must give the lease's target. */
function isOn<Parameters extends object>(
  { targets }: Action<Parameters>,
  parameters: Parameters,
  target: string,
): boolean {
  const [, partition = '', , region = '', account = ''] = target.split(':');
  return targets(parameters, { partition, region, account }).includes(target);
}

interface At<Parameters extends object> {
  readonly taking: TakingBack<Parameters>;
  readonly parameters: Parameters;
  readonly lease: Lease;
  readonly services: RestoreServices;
}

/** stop-all holds back a restore, too, even one that a person wants. */
async function stoppedNow({ database, now }: RestoreServices): Promise<string | undefined> {
  try {
    const why = stopped(await readSwitches(database, now()));
    return why && reasonText(why);
  } catch (error) {
    return reasonText(because('switches-unreadable', { error: errorText(error) }));
  }
}

/** Reads everything that may speak against it once the lease and the lock are ours, right before the call. */
async function putBack<Parameters extends object>(
  at: At<Parameters>,
  until: string,
  by: string | undefined,
): Promise<RestoreOutput> {
  const { taking, parameters, lease, services } = at;
  const { now, cloudwatch } = services;
  const context = { now, until };
  const lookedAt = now();
  const looked = await Promise.all([
    by ? undefined : alarmsNow(cloudwatch, namesOf(lease.alarms)),
    taking.look(parameters, lease, context),
  ]).catch((error: unknown) => errorText(error));
  if (typeof looked === 'string') return giveUp(lease, `looking failed (${looked})`, services);
  const [alarms, found] = looked;
  const waits = alarms && notHeld(lease, alarms, lookedAt);
  if (waits) return giveUp(lease, waits, services);
  const ended = whatElse(lease, found);
  if (ended) return end(lease, ended, foundInWords(found), services);
  try {
    const result = await taking.putBack(parameters, lease, context);
    if ('refused' in result) return await giveUp(lease, result.refused, services);
    await note(
      services.database,
      lease.incident,
      'remediate',
      by ? `${by}: ${result.did}` : result.did,
      now(),
    );
    return await end(lease, 'restored', undefined, services, result.did);
  } catch (error) {
    if (isDefiniteNo(error)) return giveUp(lease, `AWS refused it (${errorText(error)})`, services);
    return end(lease, 'unknown', errorText(error), services);
  }
}

/** Why there is nothing of ours to restore; undefined if the value is what was written. */
function whatElse({ before, wrote }: Lease, found: Facts | undefined): LeaseOutcome | undefined {
  if (!found) return 'gone';
  if (isSame(wrote, found)) return undefined;
  return isSame(before, found) ? 'as-before' : 'changed-by-others';
}

/** Whether all expected fields match. Others do not matter. */
const isSame = (expected: Facts, found: Facts): boolean =>
  Object.entries(expected).every(([name, value]) => JSON.stringify(found[name]) === JSON.stringify(value));

const foundInWords = (found: Facts | undefined): string | undefined =>
  found &&
  `found ${Object.entries(found)
    .map(([name, value]) => `${name} ${[value].flat().join(', ')}`)
    .join(', ')}`;

/** An earlier worker began and left no result: checks the result, and sends nothing again. */
async function lookAfter<Parameters extends object>(
  { taking, parameters, lease, services }: At<Parameters>,
  timeoutSeconds: number,
): Promise<RestoreOutput> {
  const { now } = services;
  if (plusSeconds(lease.restoringAt ?? '', timeoutSeconds + workerMarginSeconds) > iso(now()))
    return answer('nothing-to-do', 'Another worker is taking it back');
  const found = await taking.look(parameters, lease, { now });
  const isBack = found && isSame(lease.before, found) && !isSame(lease.wrote, found);
  const said = 'its worker died, and nothing is sent twice';
  return end(
    lease,
    isBack ? 'restored' : (whatElse(lease, found) ?? 'unknown'),
    isBack ? undefined : said,
    services,
  );
}

/** Nothing was sent, so it may be tried again. */
async function giveUp(lease: Lease, because: string, { database }: RestoreServices): Promise<RestoreOutput> {
  await changeLease(database, lease, {
    set: { because },
    remove: ['restoringAt'],
    where: 'attribute_not_exists(outcome)',
  });
  return answer('refused', `Not restored because ${because}`);
}

async function refused(lease: Lease, because: string, { database }: RestoreServices): Promise<RestoreOutput> {
  if (lease.because !== because) await changeLease(database, lease, { set: { because } });
  return answer('refused', `Not restored because ${because}`);
}

async function end(
  lease: Lease,
  outcome: LeaseOutcome,
  because: string | undefined,
  { database, now }: RestoreServices,
  did?: string,
): Promise<RestoreOutput> {
  await endLease(database, lease, outcome, because, now());
  const said = did ?? [outcome, because].filter(Boolean).join(': ');
  return answer(outcome === 'restored' ? 'restored' : outcome === 'unknown' ? 'unknown' : 'ended', said);
}
