import { capital } from '#core/text';
import { shown } from '../commands/text.ts';
import { plain, quoted } from '../report/markdown.ts';
import { markdownTable, paint, table } from '../table.ts';
import type { Proposal } from './group.ts';
import type { Judgement } from './judge.ts';
import type { Surveyed } from './survey.ts';

/** What was surveyed, and what is proposed. */
export interface Survey {
  readonly alarms: readonly Surveyed[];
  readonly proposals: readonly Proposal[];
}

type Kind = Judgement['kind'];

/** In reading order, with the words for a count of each. */
const kinds: ReadonlyArray<{
  readonly kind: Kind;
  readonly said: (count: number) => string;
  readonly short: string;
}> = [
  { kind: 'heals', short: 'can be healed', said: (count) => `${count} can be healed` },
  {
    kind: 'own-action',
    short: 'own action',
    said: (count) => `${count} need${count === 1 ? 's' : ''} an action of your own`,
  },
  { kind: 'page-only', short: 'page only', said: (count) => `${count} page${count === 1 ? 's' : ''} only` },
  { kind: 'adopted', short: 'adopted', said: (count) => `${count} adopted already` },
  { kind: 'leave-alone', short: 'leave alone', said: (count) => `${count} to leave alone` },
];

const count = ({ alarms }: Survey, kind: Kind): number =>
  alarms.filter(({ judgement }) => judgement.kind === kind).length;

/** `40 alarms: 19 can be healed, 6 need an action of your own, 15 page only.` */
export function summary(survey: Survey): string {
  const { length } = survey.alarms;
  const parts = kinds.flatMap(({ kind, said }, index) => {
    const its = count(survey, kind);
    return its > 0 || index < 3 ? [said(its)] : [];
  });
  return `${length} ${length === 1 ? 'alarm' : 'alarms'}: ${parts.join(', ')}.`;
}

const inOrder = ({ alarms }: Survey): Surveyed[] =>
  kinds.flatMap(({ kind }) => alarms.filter(({ judgement }) => judgement.kind === kind));

const kindOf = ({ judgement }: Surveyed): string =>
  kinds.find(({ kind }) => kind === judgement.kind)?.short ?? judgement.kind;

/** What would be tried, or why nothing. */
function reasonOf({ judgement }: Surveyed): string {
  if (judgement.kind !== 'heals') return judgement.because;
  const [first] = judgement.steps;
  return `${judgement.steps.map(({ action }) => action.title).join(', then ')}: ${first?.because ?? ''}`;
}

const runbookOf = ({ proposals }: Survey, { alarm }: Surveyed): Proposal | undefined =>
  proposals.find(({ spec }) => spec.when.alarms?.includes(alarm.AlarmName ?? ''));

/** For a terminal. */
export const inWords = (survey: Survey): string[] => [
  paint('bold', summary(survey)),
  ...(survey.alarms.length === 0 ? [] : ['']),
  ...(survey.alarms.length === 0
    ? []
    : table(
        [{ heading: 'ALARM', whole: true }, 'WHAT', 'WHY'],
        inOrder(survey).map((one) => [
          shown(one.alarm.AlarmName, 60),
          kindOf(one),
          shown(reasonOf(one), 400),
        ]),
      )),
  ...survey.proposals.flatMap(({ spec, needs }) => needs.map((need) => `\n${spec.id}: ${shown(need, 600)}`)),
];

/** For a review: paste it anywhere that reads Markdown. */
export const inMarkdown = (survey: Survey): string[] => [
  `# Proposed runbooks`,
  '',
  summary(survey),
  ...kinds.flatMap(({ kind, short }) => {
    const its = survey.alarms.filter(({ judgement }) => judgement.kind === kind);
    if (its.length === 0) return [];
    return [
      '',
      `## ${capital(short)}`,
      '',
      ...markdownTable(
        ['Alarm', kind === 'heals' ? 'Proposed action' : 'Why', 'Runbook'],
        its.map((one) => [
          quoted(one.alarm.AlarmName),
          plain(reasonOf(one), 400),
          runbookOf(survey, one)?.spec.id ?? '',
        ]),
      ),
    ];
  }),
  ...survey.proposals.flatMap(({ spec, gaps, needs }) => [
    '',
    `## ${spec.id}`,
    '',
    `- To fill in: ${Object.entries(gaps)
      .map(([name, what]) => `${name} (${plain(what)})`)
      .join(', ')}.`,
    ...needs.map((need) => `- ${plain(need, 600)}`),
  ]),
];

/** For machines. */
export const inJson = (survey: Survey): object => ({
  alarms: survey.alarms.length,
  counts: Object.fromEntries(kinds.map(({ kind }) => [kind, count(survey, kind)])),
  each: inOrder(survey).map((one) => ({
    alarm: one.alarm.AlarmName,
    is: one.judgement.kind,
    because: reasonOf(one),
    steps: one.judgement.kind === 'heals' ? one.judgement.steps.map(({ action }) => action.id) : [],
    runbook: runbookOf(survey, one)?.spec.id ?? null,
  })),
  runbooks: survey.proposals.map(({ spec, values, gaps, needs }) => ({
    id: spec.id,
    alarms: spec.when.alarms,
    steps: spec.steps.map(({ action }) => action),
    values,
    gaps,
    needs,
  })),
});
