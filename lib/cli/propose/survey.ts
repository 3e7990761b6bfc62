import { type CloudWatchClient, ListTagsForResourceCommand } from '@aws-sdk/client-cloudwatch';
import type { Send } from '#action/calls';
import type { Action, Place } from '#core/action/define-action';
import { type AnyAlarm, alarmForm } from '#core/alarm/form';
import { describedAlarms } from '#core/alarm/lists';
import { adoptionTag, matchesPattern } from '#core/runbook/runbook';
import { errorText } from '#core/text';
import type { RunbookSpec } from '#define/index';
import { forEach } from '../doctor/finding.ts';
import { lookBehind } from './behind.ts';
import { type Case, type Judgement, judge, whoseIsIt } from './judge.ts';
import { symptomOf } from './symptom.ts';

/** One alarm of the account, and what to do with it. */
export interface Surveyed extends Case {
  readonly judgement: Judgement;
  /** Read only for alarms that can be healed, for a tag with the owner, or that a runbook may adopt by tag. */
  readonly tags: Readonly<Record<string, string>>;
}

/** What a survey needs. */
export interface Surveying {
  readonly cloudwatch: CloudWatchClient;
  readonly read: Send;
  readonly actions: readonly Action[];
  /** The runbooks that are in the project, as they are written. */
  readonly runbooks: readonly Pick<RunbookSpec, 'id' | 'when'>[];
  readonly progress: (text: string) => void;
}

/** Reads every alarm of the account and judges it. It changes nothing. */
export async function survey(services: Surveying): Promise<Surveyed[]> {
  const { cloudwatch, read, actions, runbooks, progress } = services;
  const alarms: AnyAlarm[] = [];
  for await (const page of describedAlarms(cloudwatch, { MaxRecords: 100 })) {
    alarms.push(...page);
    progress(`${alarms.length} alarms read`);
  }
  const known = alarms.map((alarm) => {
    const form = alarmForm(alarm);
    return { alarm, form, bare: symptomOf(form), adoptedBy: adopterOf(alarm, runbooks) };
  });
  const look = lookBehind(read, errorAlarmsIn(known));
  let done = 0;
  return forEach(known, async ({ bare, ...one }) => {
    const isOpen = !one.adoptedBy && !whoseIsIt(one.alarm);
    const found = bare && isOpen ? await look(bare, placeOf(one.alarm)) : { behind: {} };
    const { adoptedBy, ...seen } = one;
    const its: Case = {
      ...seen,
      ...(adoptedBy ? { adoptedBy } : {}),
      ...(bare ? { symptom: { ...bare, behind: found.behind } } : {}),
      ...('unread' in found && found.unread ? { unread: found.unread } : {}),
    };
    const judgement = judge(its, actions);
    const asksTags = judgement.kind === 'heals' || mayBeTagged(one.alarm, runbooks);
    const tags = asksTags ? await tagsOf(one.alarm, cloudwatch) : {};
    const tagged = adopterByTag(one.alarm, tags, runbooks);
    progress(`${++done} of ${known.length} alarms looked at`);
    const final = tagged ? judge({ ...its, adoptedBy: tagged }, actions) : judgement;
    return [{ ...its, judgement: final, tags }];
  });
}

/** The runbook that adopts an alarm by its name. */
const adopterOf = ({ AlarmName = '' }: AnyAlarm, runbooks: Surveying['runbooks']): string | undefined =>
  runbooks.find(({ when }) =>
    [...(when.alarms ?? []), ...(when.creates ?? []).map(({ name }) => name)].some((alarm) =>
      typeof alarm === 'string' ? alarm === AlarmName : AlarmName.startsWith(alarm.prefix),
    ),
  )?.id;

const mayBeTagged = ({ AlarmName = '' }: AnyAlarm, runbooks: Surveying['runbooks']): boolean =>
  runbooks.some(({ when: { taggedWithin } }) => taggedWithin && matchesPattern(AlarmName, taggedWithin));

const adopterByTag = (
  { AlarmName = '' }: AnyAlarm,
  tags: Surveyed['tags'],
  runbooks: Surveying['runbooks'],
): string | undefined =>
  runbooks.find(
    ({ id, when: { taggedWithin } }) =>
      taggedWithin !== undefined && tags[adoptionTag] === id && matchesPattern(AlarmName, taggedWithin),
  )?.id;

/** The name of the alarm on each function's errors. */
const errorAlarmsIn = (
  known: ReadonlyArray<{ readonly alarm: AnyAlarm; readonly bare: ReturnType<typeof symptomOf> }>,
): ReadonlyMap<string, string> =>
  new Map(
    known.flatMap(({ alarm, bare }) =>
      bare?.namespace === 'AWS/Lambda' && bare.metrics.includes('Errors') && bare.dimensions['FunctionName']
        ? [[bare.dimensions['FunctionName'], alarm.AlarmName ?? '']]
        : [],
    ),
  );

function placeOf({ AlarmArn = '' }: AnyAlarm): Place {
  const [, partition = 'aws', , region = '', account = ''] = AlarmArn.split(':');
  return { partition, region, account };
}

/** Without the permission, only owners and adoption by tag are missing. */
async function tagsOf({ AlarmArn }: AnyAlarm, cloudwatch: CloudWatchClient): Promise<Surveyed['tags']> {
  try {
    const { Tags = [] } = await cloudwatch.send(new ListTagsForResourceCommand({ ResourceARN: AlarmArn }));
    return Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value]));
  } catch (error) {
    return { [tagsUnread]: errorText(error) };
  }
}

/** Replaces tags that could not be read. It can't be a real tag: keys do not start with a space. */
const tagsUnread = ' unread';
