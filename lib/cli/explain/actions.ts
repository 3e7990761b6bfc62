import type { Call } from '#action/define';
import { serviceOf } from '#action/define';
import type { Action } from '#core/action/define-action';
import type { Reasons } from '#core/reasons/reason';
import { kitReasons } from '#core/reasons/step';
import { markdownTable } from '../table.ts';
import { reasonsIn } from './reasons.ts';
import { code } from './words.ts';

/** Where the text is, from the repository's root. */
export const fileOfActions = 'docs/actions.md';

const introduction = `<!-- Written by \`nightshift explain --write\`; a test compares. Change the actions, not this text. -->

# Actions

An action is a folder in \`actions/\` and a line in \`all.ts\` there; \`nightshift new action NAME\` writes both. Of the kit (\`lib/action/\`) it writes:

- \`action.ts\`, data only: parameters, target, the calls by name, why it refuses. Its role, the doctor's look and this page are derived.
  Optional: \`fits\`, which alarms it suits, so that \`nightshift propose\` can offer it.
- \`calls.ts\`: \`observe\` reads, \`judge\` decides (refuse now, never, or what acting would do), \`change\` acts. Acting observes and judges again, the
  pin is compared field by field, and each changing call looks at the clock. A call that is not declared throws.
- \`leased\` in the former and \`restore\` in the latter, for a temporary change: both values before anything is sent, a look, and the way back ([decision 37](decisions/0037-changes-that-are-taken-back.md)).
- \`work\` in \`action.ts\` and \`progress\` in \`calls.ts\`, where something goes on after the call: its end comes by an event, and a failure ends the step early.
- \`world.ts\`: what it finds in a rehearsal, by the models of the services in \`lib/testing/world/aws/\`, which all actions share.
- tests: \`conforms(test, kit, world, { … })\` has those that every action has to pass.

What does not fit keeps the full interface, \`ActionHandler\`, as \`flush-redis-cache\` does.`;

type OfKit = Action & {
  readonly service: string;
  readonly reads: readonly Call<never>[];
  readonly changes: readonly Call<never>[];
  readonly reasons: Reasons;
};

const isOfKit = (action: Action): action is OfKit => 'reads' in action;

/** `docs/actions.md`, from what the actions themselves declare. */
export function actionsText(actions: Readonly<Record<string, Action>>): string {
  const all = Object.values(actions).sort((one, other) => one.id.localeCompare(other.id));
  const rows = all.map((action) => [
    `[${code(action.id)}](actions/${action.id}.md)`,
    action.summary,
    action.disruption,
    isOfKit(action) ? callsOf(action.changes, action) : 'its own interface',
    `${action.shown ?? 'model'}${action.notShown ? `; not ${action.notShown}` : ''}`,
  ]);
  return [
    introduction,
    '## What there is',
    markdownTable(['action', 'what it does', 'what users notice', 'changes by', 'shown by'], rows).join('\n'),
    howShown,
    '## Why they do not act',
    'Codes stand on attempts (`show --json`), and stay as they are when a sentence is reworded. Those of the engine are in [reasons](reasons.md), those of an action on its page. "Not acting because …":',
    reasonsIn('### Every action of the kit', kitReasons),
    '',
  ]
    .join('\n\n')
    .trimEnd()
    .concat('\n');
}

const howShown = `How each was shown. *emulator*: its calls were run with AWS's client against a local AWS (\`test/emulator\`, or the sandbox). *model*: in rehearsals, on our model of
the service; its calls were not run against a local AWS. *documentation*: the same, and no local AWS here has the calls, so that the model rests on AWS's documentation
alone. None was shown by AWS itself: watch an action before it acts.`;

const callsOf = (calls: readonly Call<never>[], { service }: OfKit): string =>
  [...new Set(calls.map((call) => serviceOf(call, service).join(':')))].map(code).join(', ');
