import { type Check, type Examination, isUsed, nameOf } from '../examination.ts';
import { problem, remark, warning } from '../finding.ts';

/** A list of names, cut to stay readable. */
const listed = (names: readonly string[]): string =>
  names.length <= 5 ? names.join(', ') : `${names.slice(0, 5).join(', ')} and ${names.length - 5} more`;

/** Whether each runbook's alarms exist, and how many it adopts. */
export const alarms: Check = {
  name: 'alarms',
  about: "each runbook's alarms exist",
  needs: ['alarms'],
  // Read before the checks begin.
  permissions: () => [],
  run: async (examination) => examination.runbooks.flatMap((runbook) => alarmsOf(runbook, examination)),
};

function alarmsOf(
  { deployed: runbook, creates, file }: Examination['runbooks'][number],
  { adopted = [], deployed }: Examination,
) {
  if (!isUsed(runbook)) return [];
  const { names, prefixes, taggedWithin } = runbook.adopts;
  const about = `runbook ${runbook.id}`;
  const own = adopted.filter(({ by }) => by.some((one) => one.runbook.id === runbook.id));
  const found = own.map(({ alarm }) => nameOf(alarm));
  const coming = deployed.has(runbook.id) ? [] : creates.map(({ name }) => name);
  const missing = names.filter((name) => !found.includes(name) && !coming.includes(name));
  const empty = prefixes.filter((prefix) => !found.some((name) => name.startsWith(prefix)));
  const tagged = own.filter(({ by }) => by.some(({ way }) => way === 'tag'));
  return [
    ...missing.map((name) =>
      problem(
        about,
        `The alarm ${name} does not exist in this account and region.`,
        creates.some((alarm) => alarm.name === name)
          ? 'It comes with the runbook: deploy again.'
          : `Create it, or correct its name in ${file}.`,
      ),
    ),
    ...empty.map((prefix) =>
      warning(
        about,
        `No alarm's name starts with ${prefix}.`,
        `Correct the prefix in ${file}, or take it out.`,
      ),
    ),
    ...(taggedWithin !== undefined && tagged.length === 0
      ? [
          warning(
            about,
            `No alarm within ${taggedWithin} carries the tag nightshift:runbook=${runbook.id}.`,
            'Tag the alarms that it is for, or take `taggedWithin` out.',
          ),
        ]
      : []),
    remark(
      about,
      `Adopts ${found.length === 1 ? '1 alarm' : `${found.length} alarms`}${found.length > 0 ? `: ${listed(found)}` : ''}${coming.length > 0 ? `; the next deploy creates ${listed(coming)}` : ''}.`,
    ),
  ];
}
