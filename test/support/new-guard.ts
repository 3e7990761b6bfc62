import { readFileSync } from 'node:fs';

/** The files of the example of a guard in CONTRIBUTING.md, and the lines that it adds to each. */
export function newGuard(): [string, string][] {
  const text = readFileSync(new URL('../../CONTRIBUTING.md', import.meta.url), 'utf8');
  const section = text.split('\n## ').find((one) => one.startsWith('A guard\n')) ?? '';
  const diff = section.match(/```diff\n([\s\S]*?)```/)?.[1] ?? '';
  return diff
    .split(/^--- /m)
    .slice(1)
    .map((part) => {
      const [file = '', ...lines] = part.trimEnd().split('\n');
      return [file, lines.map((line) => `${line.slice(1)}\n`).join('')];
    });
}

/** Asks the program about a runbook that rests on Sundays. Rehearsals begin on Sunday, March 1, 2026. */
export const asksOfGuard = `
import { RunbookSchema } from '#checks/schema';
import { guards } from '#cli/explain/steps';
import { reasonsText } from '#cli/explain/reasons';
import { deployable } from '#testing/deployable';
import { rehearse } from '#testing/index';
import { explanationOf } from '#cli/explain/explanation';
import runbook from '#runbooks/web-service-hung';

const resting = (restDays: number[]) => ({ ...runbook, guards: { ...runbook.guards, restDays } });
// @ts-expect-error A day is a number.
export const wrong: typeof runbook = { ...runbook, guards: { restDays: ['Sunday'] } };

const night = async (day: number) => {
  const { incident, tried } = await rehearse(resting([day]), { mode: 'auto' });
  return { answer: incident?.answer, notActing: incident?.notActing, tried: tried.length > 0 };
};
const faults = RunbookSchema.safeParse(resting([7])).error?.issues;
const spec = resting([0, 6]);
const actions = (await import('#action/register')).actions;
console.log(
  JSON.stringify({
    sunday: await night(0),
    monday: await night(1),
    deployed: deployable(spec).runbook.guards.restDays,
    faults: faults?.map(({ path, message }) => path.join('.') + ': ' + message),
    explained: guards(explanationOf({ file: '', spec }, { environments: [], runbooks: [], actions })),
    inDocs: reasonsText().includes('| \`rest-day\`'),
  }),
);
`;
