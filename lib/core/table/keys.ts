/**
 * Keys of the one table. Everything about an incident shares a partition, and so does everything about an alarm or a target.
 */
export interface Key {
  readonly pk: string;
  readonly sk: string;
}

/**
 * The sparse index that the sweeper reads every minute: partition `open`, sort key `pageBy`. `OPEN`: incidents, by page
 * deadline. `WATCHED`: outages, requests for an approval, joined incidents, leases and alarms of drills, by when to check them
 * next.
 */
export const openIndex = { name: 'open', partitionKey: 'open', sortKey: 'pageBy' } as const;
export const watched = 'WATCHED';

/**
 * The index of all incidents by the month and moment at which their alarm fired, for lists. It holds only what a list shows, so
 * a month of 10,000 incidents is a few megabytes.
 */
export const historyIndex = {
  name: 'history',
  partitionKey: 'month',
  sortKey: 'since',
  attributes: [
    'id',
    'listed',
    'answer',
    'notActing',
    'verdict',
    'verdictAt',
    'summary',
    'healedBy',
    'takenOver',
  ],
} as const;

/** The table's own key and time-to-live attribute. */
export const tableKey = { partitionKey: 'pk', sortKey: 'sk', timeToLive: 'expiresAt' } as const;

export const incidentPartition = (incident: string): string => `INCIDENT#${incident}`;
export const incidentKey = (incident: string): Key => ({ pk: incidentPartition(incident), sk: 'INCIDENT' });
/** In the partition of a second id: its incident. */
export const duplicateOfKey = (incident: string): Key => ({
  pk: incidentPartition(incident),
  sk: duplicateOfSort,
});
export const duplicateOfSort = 'DUPLICATE-OF';
export const attemptKey = (incident: string, step: number): Key => ({
  pk: incidentPartition(incident),
  sk: `ATTEMPT#${String(step).padStart(2, '0')}`,
});
/** What was read about an incident while it ran. */
export const diagnosisKey = (incident: string): Key => ({
  pk: incidentPartition(incident),
  sk: 'DIAGNOSIS',
});
export const timelineKey = (incident: string, at: string, unique: string): Key => ({
  pk: incidentPartition(incident),
  sk: `AT#${at}#${unique}`,
});
/** An incident of a drill that paged nobody: its alarm has to be checked once the drill is over. */
export const drillWatchKey = (incident: string): Key => ({
  pk: incidentPartition(incident),
  sk: drillWatchSort,
});
export const drillWatchSort = 'DRILL';
/** An incident that waits for this one's fix, with its task token. */
export const joinerKey = (holder: string, joiner: string): Key => ({
  pk: incidentPartition(holder),
  sk: `${joinerPrefix}${joiner}`,
});
export const joinerPrefix = 'JOINER#';
/** What joined an incident, for the notice that names it; it stays when it no longer waits. */
export const joinedKey = (holder: string, joiner: string): Key => ({
  pk: incidentPartition(holder),
  sk: `${joinedPrefix}${joiner}`,
});
export const joinedPrefix = 'JOINED#';

export const alarmPartition = (alarmArn: string): string => `ALARM#${alarmArn}`;
/** `okAt` and the last incident of an alarm. */
export const alarmKey = (alarmArn: string): Key => ({ pk: alarmPartition(alarmArn), sk: 'ALARM' });
/** The task token of an incident that waits for this alarm to go OK. */
export const waiterKey = (alarmArn: string, incident: string): Key => ({
  pk: alarmPartition(alarmArn),
  sk: `${waiterPrefix}${incident}`,
});

export const waiterPrefix = 'WAITER#';
export const askerPrefix = 'ASKER#';
/** The task token of an incident that waits for a person's approval. */
export const askerKey = (alarmArn: string, incident: string): Key => ({
  pk: alarmPartition(alarmArn),
  sk: `${askerPrefix}${incident}`,
});

/** The use of a link, by the link's id. */
export const linkKey = (incident: string, link: string): Key => ({
  pk: incidentPartition(incident),
  sk: `LINK#${link}`,
});
/** The incident whose page has a deduplication key, for pagers that send nothing else. */
export const pageKey = (deduplicationKey: string): Key => ({ pk: `PAGE#${deduplicationKey}`, sk: 'PAGE' });

/** What a channel recorded of the message that it sent under a key. */
export const sentKey = (deduplicationKey: string, channel: string): Key => ({
  pk: `PAGE#${deduplicationKey}`,
  sk: `SENT#${channel}`,
});

/** An outage, by its head: the incident whose page stands for it. */
export const outageKey = (head: string): Key => ({ pk: incidentPartition(head), sk: 'OUTAGE' });
/** The last outage of an alarm or a target. */
export const outageOfAlarmKey = (alarmArn: string): Key => ({ pk: alarmPartition(alarmArn), sk: 'OUTAGE' });
export const outageOfTargetKey = (targetArn: string): Key => ({
  pk: targetPartition(targetArn),
  sk: 'OUTAGE',
});

/** People's switches at run time: modes and stop-all. */
export const modesPartition = 'MODES';
export const stopAllKey: Key = { pk: modesPartition, sk: 'STOP-ALL' };
/** `*` for all runbooks. */
export const modeKey = (runbook: string): Key => ({ pk: modesPartition, sk: `MODE#${runbook}` });

/** The log of people's switches. Nothing at run time reads it. */
export const switchLogPartition = 'SWITCH-LOG';
export const switchLogKey = (at: string, unique: string): Key => ({
  pk: switchLogPartition,
  sk: `${at}#${unique}`,
});

/** Account-wide: how many incidents began lately, and the mass failure, if any. */
export const massFailurePartition = 'STORM';
export const massFailureStateKey: Key = { pk: massFailurePartition, sk: 'STATE' };
/** The incidents that began in a span of time, by its start (ISO 8601, UTC). */
export const beganKey = (spanStart: string): Key => ({ pk: massFailurePartition, sk: `BEGAN#${spanStart}` });

/** The incident whose notice tells an owner of a mass failure that was only watched. */
export const watchNoticeKey = (owner: string): Key => ({ pk: massFailurePartition, sk: `NOTICE#${owner}` });

/** The pages of one mass failure. */
export const massFailurePagesKey = (massFailure: string): Key => ({
  pk: `STORM#${massFailure}`,
  sk: 'PAGES',
});

/**
 * The incidents that no page of a mass failure has listed yet, in 16 partitions by the last digit of the incident's id: a
 * partition takes 1,000 writes a second, and 10,000 incidents may come within minutes.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-sharding.html
 */
export const unlistedPartitions = (massFailure: string): string[] =>
  [...'0123456789abcdef'].map((digit) => unlistedPartition(massFailure, digit));
const unlistedPartition = (massFailure: string, incident: string): string =>
  `STORM#${massFailure}#${incident.at(-1)}`;
export const unlistedKey = (massFailure: string, incident: string): Key => ({
  pk: unlistedPartition(massFailure, incident),
  sk: `UNLISTED#${incident}`,
});

/** How far the daily digests have come: for all, and for each owner. */
export const digestPartition = 'DIGEST';
export const digestUntilKey: Key = { pk: digestPartition, sk: 'UNTIL' };
export const digestSentKey = (owner: string): Key => ({ pk: digestPartition, sk: `SENT#${owner}` });

/** Drills: the current one, and each by its id. */
export const drillPartition = 'DRILLS';
export const drillUnderWayKey: Key = { pk: drillPartition, sk: 'UNDER-WAY' };
export const drillKey = (id: string): Key => ({ pk: drillPartition, sk: id });

/** The current trip of the synthetic alarm. */
export const syntheticTripKey: Key = { pk: 'SYNTHETIC', sk: 'TRIP' };

/** Work that goes on after an action's call, by the id that its events carry. */
export const workPartition = (work: string): string => `WORK#${work}`;
/** The step that began the work. */
export const workOfKey = (work: string): Key => ({ pk: workPartition(work), sk: 'STEP' });
/** The end of the work, even if its step is not known. */
export const workEndedKey = (work: string): Key => ({ pk: workPartition(work), sk: 'ENDED' });

const targetPrefix = 'TARGET#';
export const targetPartition = (targetArn: string): string => `${targetPrefix}${targetArn}`;
/** The target of a partition. */
export const targetIn = (partition: string): string => partition.slice(targetPrefix.length);
export const lockKey = (targetArn: string): Key => ({ pk: targetPartition(targetArn), sk: 'LOCK' });
/** The person who took an incident after its page and has its target. */
export const keptKey = (targetArn: string): Key => ({ pk: targetPartition(targetArn), sk: 'KEPT' });
/** The temporary change of a target: see `lease.ts`. */
export const leaseKey = (targetArn: string): Key => ({ pk: targetPartition(targetArn), sk: leaseSort });
export const leaseSort = 'LEASE';
export const runsKey = (targetArn: string, runbook: string): Key => ({
  pk: targetPartition(targetArn),
  sk: `RUNS#${runbook}`,
});
