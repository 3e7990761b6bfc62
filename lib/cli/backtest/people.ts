import { type CloudTrailClient, type Event, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { errorText } from '#core/text';
import type { Replayed } from '#testing/backtest/replay';

/** A change that a person made while an alarm fired. */
export interface ByPerson {
  readonly who: string;
  /** The API's name of the call, e.g. `UpdateService`. */
  readonly what: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** What CloudTrail says, by alarm that fired. */
export interface People {
  readonly changes: ReadonlyMap<Replayed, ByPerson>;
  /** Why some or all of it is unknown. @default - everything was read */
  readonly unread?: string;
}

/** "Limited to two per second, per account, per Region": this many lookups take more than a minute. */
const mostLookups = 150;

/**
 * Who changed the target while an alarm fired, for alarms that did not recover quickly.
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html: management events of 90 days.
 */
export async function peopleBehind(
  cloudtrail: CloudTrailClient,
  slow: readonly Replayed[],
  progress: (text: string) => void,
): Promise<People> {
  const changes = new Map<Replayed, ByPerson>();
  const asked = slow.slice(-mostLookups);
  for (const [index, one] of asked.entries()) {
    progress(`${index + 1} of ${asked.length} recoveries looked up in CloudTrail`);
    try {
      const found = await changeDuring(cloudtrail, one);
      if (found) changes.set(one, found);
    } catch (error) {
      return { changes, unread: `CloudTrail could not be read (${errorText(error)})` };
    }
  }
  return asked.length < slow.length
    ? { changes, unread: `only the last ${mostLookups} of ${slow.length} were looked up in CloudTrail` }
    : { changes };
}

/** Pages of 50 events, newest first. A busy account has many; a person's fix is among the last before the recovery. */
const mostPages = 4;

async function changeDuring(
  cloudtrail: CloudTrailClient,
  { firedAt, okAt, incident }: Replayed,
): Promise<ByPerson | undefined> {
  const names = (incident?.plan ?? []).flatMap(({ targets }) =>
    targets.flatMap((arn) => arn.split(/[:/]/).at(-1) ?? []),
  );
  if (okAt === undefined || names.length === 0) return undefined;
  let NextToken: string | undefined;
  for (let page = 0; page < mostPages; page++) {
    const answer = await cloudtrail.send(
      new LookupEventsCommand({
        StartTime: new Date(firedAt),
        EndTime: new Date(okAt),
        LookupAttributes: [{ AttributeKey: 'ReadOnly', AttributeValue: 'false' }],
        ...(NextToken ? { NextToken } : {}),
      }),
    );
    for (const event of answer.Events ?? []) {
      const found = personIn(event, names);
      if (found) return found;
    }
    NextToken = answer.NextToken;
    if (!NextToken) return undefined;
  }
  return undefined;
}

interface Detail {
  readonly userIdentity?: { readonly type?: string; readonly arn?: string; readonly invokedBy?: string };
  readonly requestParameters?: unknown;
  readonly errorCode?: string;
}

/** https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html */
const people = new Set([
  'Root',
  'IAMUser',
  'AssumedRole',
  'IdentityCenterUser',
  'SAMLUser',
  'WebIdentityUser',
]);

/** A successful call that names the target and was not made by an AWS service. A pipeline counts as a person. */
function personIn(
  { EventName, EventTime, Username, CloudTrailEvent }: Event,
  targets: readonly string[],
): ByPerson | undefined {
  const detail = parsed(CloudTrailEvent);
  const { type = '', invokedBy } = detail.userIdentity ?? {};
  if (!people.has(type) || invokedBy !== undefined || detail.errorCode !== undefined || !EventTime)
    return undefined;
  const words = JSON.stringify(detail.requestParameters ?? {}).split(/["/:]/);
  const isAbout = targets.some((target) => words.includes(target));
  return isAbout
    ? { who: Username ?? 'someone', what: EventName ?? 'a change', at: EventTime.toISOString() }
    : undefined;
}

function parsed(text: string | undefined): Detail {
  try {
    return JSON.parse(text ?? '{}') as Detail;
  } catch {
    return {};
  }
}
