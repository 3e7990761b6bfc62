import { pageChannels } from '#cdk/channels';
import { type TestPages, testPagesOf, untested } from '#core/guards/test-pages';
import { reasonText } from '#core/reasons/reason';
import { readSwitches, stopped } from '#core/switches/modes';
import { plusSeconds } from '#core/time';
import type { Check, Examination } from '../examination.ts';
import { type Found, looked, problem, warning } from '../finding.ts';

/** How long before an acknowledgment expires the doctor warns, in seconds. */
const aheadSeconds = 7 * 86_400;

/** Whether anything keeps every runbook from acting: a path that nobody has tested, or stop-all. */
export const paths: Check = {
  name: 'paths',
  about: 'a person has acknowledged a test page over every path, and nothing is stopped',
  needs: ['deployment'],
  permissions: ({ names, place }) => [
    {
      actions: ['dynamodb:Query'],
      resources: [`arn:${place.partition}:dynamodb:${place.region}:${place.account}:table/${names.table}`],
    },
    {
      actions: ['kms:Decrypt'],
      // The key's id is known only after the deploy; the condition names it by its alias.
      resources: [`arn:${place.partition}:kms:${place.region}:${place.account}:key/*`],
      conditions: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': names.keyAlias } },
      anyResourceBecause: "A key's ARN holds a made-up id; the condition allows the key of this alias only.",
    },
  ],
  run: (examination) =>
    looked('paths', ['dynamodb:Query', 'kms:Decrypt'], async () => {
      const { account, names } = examination;
      const switches = await readSwitches({ client: account.documents, table: names.table }, examination.now);
      const stop = stopped(switches);
      const testPages = testPagesOf(examination.spec);
      return [
        ...(stop
          ? [warning('stop-all', `Nothing acts: ${reasonText(stop)}.`, 'nightshift resume lifts it.')]
          : []),
        ...(testPages ? pathsOf(switches.pathTests, testPages, examination) : []),
      ];
    }),
};

/** Besides the page topic, each declared channel counts as its own path once it has been tested. */
const untestedChannels = (tests: Parameters<typeof untested>[0], spec: Examination['spec']): number =>
  1 + pageChannels(spec).length - tests.filter(({ path }) => path === 'page').length;

function pathsOf(
  tests: Parameters<typeof untested>[0],
  testPages: TestPages,
  { spec, runbooks, now }: Examination,
): Found[] {
  const fix = `nightshift test-page --environment ${spec.name}`;
  const acts = runbooks.some(({ deployed }) => deployed.mode === 'auto');
  const missing = untested(tests, testPages, spec.name, now);
  if (missing) {
    const found = `No runbook acts by itself: ${reasonText(missing)}.`;
    return [acts ? problem('paths', found, fix) : warning('paths', found, fix)];
  }
  const newer = untestedChannels(tests, spec);
  if (newer > 0) {
    const count = newer === 1 ? 'One channel has' : `${newer} channels have`;
    return [
      warning(
        'paths',
        `${count} been added since the last test page: nobody knows whether it arrives there.`,
        fix,
      ),
    ];
  }
  const soon = untested(tests, testPages, spec.name, new Date(plusSeconds(now, aheadSeconds)));
  return soon
    ? [
        warning(
          'paths',
          `Within 7 days no runbook acts by itself any more, if until then ${reasonText(soon)}.`,
          fix,
        ),
      ]
    : [];
}
