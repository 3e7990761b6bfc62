import type { Action, CuredFault, Permission } from '#core/action/define-action';
import { actionExample } from '#testing/deployable';
import { markdownTable } from '../table.ts';
import { reasonsIn } from './reasons.ts';
import { bullet, code } from './words.ts';

/** Where the pages are, from the repository's root. */
export const folderOfActions = 'docs/actions/';

const place = { partition: 'aws', region: 'eu-central-1', account: '111122223333' };

/** A page for each action, by its file's name: what it does, when it does not, what it may do, and an example. */
export const actionPages = async (
  actions: Readonly<Record<string, Action>>,
): Promise<ReadonlyMap<string, string>> =>
  new Map(
    await Promise.all(
      Object.values(actions).map(async (action) => {
        // A project's own action may have none.
        const example = await actionExample(action.id).catch(() => undefined);
        return [`${action.id}.md`, pageOf(action, example)] as const;
      }),
    ),
  );

function pageOf(action: Action, example: Readonly<Record<string, unknown>> | undefined): string {
  const { id, title, summary, disruption, reasons } = action;
  return `${[
    '<!-- Written by `nightshift explain --write`; a test compares. Change the action, not this text. -->',
    `# ${title}`,
    summary,
    [bullet(`What users notice: ${disruption}`), ...factsOf(action).map((fact) => bullet(fact))].join('\n'),
    ...(example ? ['## Example', stepOf(id, example)] : []),
    ...(reasons
      ? [
          reasonsIn('## When it does not act', reasons),
          'Besides the [reasons of every action](../actions.md#every-action-of-the-kit) and of the [engine](../reasons.md).',
        ]
      : []),
    ...(example ? permissionsOf(action.permissions(example, place)) : []),
  ].join('\n\n')}\n`;
}

const factsOf = ({
  leased,
  irreversible,
  work,
  fits,
  drill,
  network,
  timeoutSeconds,
  notShown,
  shown = 'model',
}: Action): string[] => [
  ...(leased
    ? ['Its change is temporary ([decision 37](../decisions/0037-changes-that-are-taken-back.md)).']
    : []),
  ...(irreversible
    ? ['It can never be undone, so a step waits for an approval unless the runbook waives that.']
    : []),
  ...(work
    ? ['It goes on after its call: its end comes by an event, and a failure ends the step early.']
    : []),
  fits
    ? '`nightshift propose` offers it for alarms that it suits.'
    : 'No alarm leads to its parameters, so `nightshift propose` does not offer it.',
  ...(drill ? [`A [drill](../drills.md) breaks: ${drill.fault} (${injectedBy(drill)}).`] : []),
  ...(network === 'vpc' ? ['Its Lambda sits in a network of the environment.'] : []),
  `Its Lambda has ${timeoutSeconds} s. Shown by: ${shown}${notShown ? `; not ${notShown}` : ''} ([what that means](../actions.md#what-there-is)).`,
];

const injectedBy = ({ fis, endsByItself }: CuredFault): string =>
  `${fis ? `AWS FIS, \`${fis.document ?? fis.action}\`` : 'by a document of yours, or by hand'}${endsByItself ? '; it ends by itself, so it needs a control' : ''}`;

/** The step as a runbook has it. */
const stepOf = (id: string, example: Readonly<Record<string, unknown>>): string =>
  ['```json', JSON.stringify({ action: id, parameters: example }, undefined, 2), '```'].join('\n');

/** The permissions of the example's step, besides the table, logs and CloudWatch of every step. */
const permissionsOf = (permissions: readonly Permission[]): string[] => [
  '## What it may do',
  'For the example above, in account 111122223333 and eu-central-1:',
  markdownTable(
    ['calls', 'on', 'why no narrower'],
    permissions.map(({ actions, resources, conditions, anyResourceBecause = '' }) => [
      [...new Set(actions)].map(code).join(', '),
      [...resources.map(code), ...(conditions ? [`if ${code(JSON.stringify(conditions))}`] : [])].join(', '),
      anyResourceBecause,
    ]),
  ).join('\n'),
];
