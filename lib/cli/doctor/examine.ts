import { ListTagsForResourceCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { paginateListStateMachines } from '@aws-sdk/client-sfn';
import type { Permission } from '#core/action/define-action';
import type { AnyAlarm } from '#core/alarm/form';
import { describedAlarms } from '#core/alarm/lists';
import { adoptionTag, adoptsByTag } from '#core/runbook/runbook';
import type { Account } from './account.ts';
import { checks } from './checks/index.ts';
import { type AdoptedAlarm, type Examination, type Planned, readingOf, type Way } from './examination.ts';
import { type Finding, type Found, forEach, remark, unchecked } from './finding.ts';

const readAlarms = 'cloudwatch:DescribeAlarms';
const readTags = 'cloudwatch:ListTagsForResource';
const readTable = 'dynamodb:DescribeTable';
const listMachines = 'states:ListStateMachines';

/** What is read before the checks begin. */
export const permissionsToBegin = ({ arns, place, names }: Planned): Permission[] => [
  { actions: [readAlarms, listMachines], resources: ['*'], anyResourceBecause: 'Both list by account only.' },
  { actions: [readTags], resources: [arns.alarms] },
  {
    actions: [readTable],
    resources: [`arn:${place.partition}:dynamodb:${place.region}:${place.account}:table/${names.table}`],
  },
];

/** Reads what several checks need, then runs all of them in parallel. It changes nothing. */
export async function examine(planned: Planned, account: Account, now: Date): Promise<Finding[]> {
  const found: Finding[] = [];
  const note = (about: string, needs: readonly string[]) => (error: unknown) => {
    found.push({ check: 'begin', ...unchecked(about, needs, error) });
    return undefined;
  };
  const [adopted, described, deployed] = await Promise.all([
    adoptedAlarms(planned, account, found).catch(note('alarms', [readAlarms])),
    tableOf(planned, account).catch(note('whether the environment is deployed', [readTable])),
    deployedRunbooks(planned, account).catch(note('which runbooks are deployed', [listMachines])),
  ]);
  const examination: Examination = {
    ...planned,
    account,
    now,
    adopted,
    isDeployed: described && described.table !== undefined,
    table: described?.table,
    deployed: deployed ?? new Set(),
  };
  const able = checks.filter(
    ({ needs }) =>
      (examination.isDeployed !== false || !needs.includes('deployment')) &&
      (adopted !== undefined || !needs.includes('alarms')),
  );
  const results = await Promise.all(
    able.map(async (check) => {
      // A bug in one check must not hide what the others found.
      const its = await check
        .run(examination)
        .catch((error: unknown): Found[] => [unchecked(check.about, ['the check itself'], error)]);
      return its.map((one) => ({ check: check.name, ...one }));
    }),
  );
  return [...found, ...skipped(examination), ...results.flat()];
}

/** Reports which checks could not run yet, so they do not look clean. */
function skipped({ isDeployed, spec }: Examination): Finding[] {
  if (isDeployed !== false) return [];
  const later = checks.filter(({ needs }) => needs.includes('deployment')).map(({ name }) => name);
  const text = `It is not deployed here yet, so ${later.join(', ')} were not checked: run this again after the deploy.`;
  return [{ check: 'begin', ...remark(`environment ${spec.name}`, text) }];
}

/** Every alarm that a runbook adopts. Tags that could not be read are added to `found`. */
export async function adoptedAlarms(
  planned: Planned,
  account: Account,
  found: Finding[],
): Promise<AdoptedAlarm[]> {
  const alarms: AnyAlarm[] = [];
  for await (const page of describedAlarms(account.cloudwatch, { MaxRecords: 100 })) alarms.push(...page);
  return forEach(alarms, async (alarm) => {
    const tagged = await runbookInTag(alarm, planned, account).catch((error: unknown) => {
      found.push({ check: 'begin', ...unchecked(`tags of alarm ${alarm.AlarmName}`, [readTags], error) });
      return undefined;
    });
    const by = planned.runbooks.flatMap(({ deployed: runbook }) => {
      const way = wayOf(alarm.AlarmName ?? '', runbook, tagged);
      return way ? [{ runbook, way }] : [];
    });
    return by.length > 0 ? [{ alarm, reading: readingOf(alarm), by }] : [];
  });
}

/** Reads only the tags of alarms that some runbook may adopt by tag. */
async function runbookInTag(
  { AlarmName = '', AlarmArn }: AnyAlarm,
  { runbooks }: Planned,
  { cloudwatch }: Account,
): Promise<string | undefined> {
  if (!runbooks.some(({ deployed }) => adoptsByTag(deployed.adopts, AlarmName))) return undefined;
  const answer = await cloudwatch.send(new ListTagsForResourceCommand({ ResourceARN: AlarmArn }));
  return answer.Tags?.find(({ Key }) => Key === adoptionTag)?.Value;
}

function wayOf(
  name: string,
  { id, adopts }: Planned['runbooks'][number]['deployed'],
  tagged: string | undefined,
): Way | undefined {
  if (adopts.names.includes(name)) return 'name';
  if (adopts.prefixes.some((prefix) => name.startsWith(prefix))) return 'prefix';
  return tagged === id && adoptsByTag(adopts, name) ? 'tag' : undefined;
}

/** Every deployed environment has a table. */
async function tableOf({ names }: Planned, { dynamodb }: Account): Promise<Pick<Examination, 'table'>> {
  const answer = await dynamodb
    .send(new DescribeTableCommand({ TableName: names.table }))
    .catch((error: unknown) => {
      if ((error as Error)?.name !== 'ResourceNotFoundException') throw error;
      return undefined;
    });
  const arn = answer?.Table?.TableArn;
  const key = answer?.Table?.SSEDescription?.KMSMasterKeyArn;
  const isProtected = answer?.Table?.DeletionProtectionEnabled === true;
  return { table: arn === undefined ? undefined : { arn, key, isProtected } };
}

async function deployedRunbooks({ names, runbooks }: Planned, { sfn }: Account): Promise<Set<string>> {
  const machines = new Set<string | undefined>();
  for await (const page of paginateListStateMachines({ client: sfn }, {})) {
    for (const { name } of page.stateMachines ?? []) machines.add(name);
  }
  return new Set(
    runbooks.map(({ deployed }) => deployed.id).filter((id) => machines.has(names.stateMachine(id))),
  );
}
