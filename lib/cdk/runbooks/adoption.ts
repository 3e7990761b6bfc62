import { type Adoption, adoptionTag, type DeployedRunbook } from '#core/runbook/runbook';

/** EventBridge's limit, in characters. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
export const longestPattern = 2_048;
/** Limit of the part about alarms if there are several patterns, in characters. */
const longestMatch = 1_500;

/** One way of adoption, as an EventBridge pattern over the `detail` of an alarm's state change. */
type Match = {
  readonly alarmName: readonly unknown[];
  readonly alarmTags?: Readonly<Record<string, string[]>>;
};

/** The pattern of a `CloudWatch Alarm State Change` into `state` that matches any of the given ways. */
export const stateChange = (state: 'ALARM' | 'OK', matches: readonly Match[]) => ({
  source: ['aws.cloudwatch'],
  detailType: ['CloudWatch Alarm State Change'],
  detail: { state: { value: [state] }, ...(matches.length === 1 ? matches[0] : { $or: [...matches] }) },
});

/** The ways in which a runbook adopts alarms: by name or prefix, and by tag within a name pattern. */
export const matchesOf = (runbook: string, adopts: Adoption): Match[] =>
  together(singleMatches(runbook, adopts));

/** The event patterns that start a runbook: one, or as many as its alarms need. */
export function alarmPatterns({ id, adopts }: Pick<DeployedRunbook, 'id' | 'adopts'>) {
  const whole = stateChange('ALARM', matchesOf(id, adopts));
  if (JSON.stringify(whole).length <= longestPattern) return [whole];
  return groupedMatches([{ id, adopts }]).map((matches) => stateChange('ALARM', matches));
}

/** All ways of adoption by any of the runbooks, in as few event patterns as possible. */
export function groupedMatches(adoptions: ReadonlyArray<{ id: string; adopts: Adoption }>): Match[][] {
  const groups: Match[][] = [];
  let length = Number.POSITIVE_INFINITY;
  for (const match of adoptions.flatMap(({ id, adopts }) => singleMatches(id, adopts))) {
    const longer = JSON.stringify(match).length;
    length += longer;
    if (length > longestMatch) {
      groups.push([]);
      length = longer;
    }
    groups.at(-1)?.push(match);
  }
  return groups.map(together);
}

const singleMatches = (runbook: string, { names, prefixes, taggedWithin }: Adoption): Match[] => [
  ...[...names, ...prefixes.map((prefix) => ({ prefix }))].map((name) => ({ alarmName: [name] })),
  ...(taggedWithin
    ? [{ alarmTags: { [adoptionTag]: [runbook] }, alarmName: [{ wildcard: taggedWithin }] }]
    : []),
];

/** Merges names and prefixes that need no tag into one list. */
function together(matches: readonly Match[]): Match[] {
  const untagged = matches.filter(({ alarmTags }) => !alarmTags).flatMap(({ alarmName }) => alarmName);
  return [
    ...(untagged.length > 0 ? [{ alarmName: untagged }] : []),
    ...matches.filter(({ alarmTags }) => alarmTags),
  ];
}
