import { line } from '#core/text';
import { named } from '../new/names.ts';
import type { Proposal } from './group.ts';

/** Where a project imports from. */
export interface Imports {
  /** `nightshift`, or the definitions of this repository. */
  readonly definitions: string;
  /** The module that an action is the default export of; undefined if the definitions export it by name. */
  readonly actionModule: (id: string) => string | undefined;
}

const identifierOf = (action: string): string => named('action', action).identifier;

/** A value as people write it: text in single quotes, keys without quotes. */
export function literal(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).map(([name, its]) => `${keyOf(name)}: ${literal(its)}`);
  return `{ ${fields.join(', ')} }`;
}

const keyOf = (name: string): string => (/^[a-z_$][\w$]*$/i.test(name) ? name : quoted(name));

/** With JSON's escapes, which JavaScript understands. */
const quoted = (text: string): string =>
  `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;

/** Indents lines by their open brackets, since a project may not have a formatter. */
function indented(source: string): string {
  let depth = 0;
  return source
    .split('\n')
    .map((one) => {
      if (/^[}\])]/.test(one)) depth -= 1;
      const line = one === '' ? '' : `${'  '.repeat(depth)}${one}`;
      if (/[{[(]$/.test(one)) depth += 1;
      return line;
    })
    .join('\n');
}

/** A parameter as a runbook writes it. */
function written(value: unknown): string {
  const { fromEnvironment: name } = (value ?? {}) as { fromEnvironment?: string };
  return name === undefined ? literal(value) : `fromEnvironment(${literal(name)})`;
}

const minutes = ({ seconds }: { readonly seconds: number }): string => `minutes(${seconds / 60})`;

/** The runbook's file. Gaps are empty, each under a comment that says what belongs there. */
export function sourceOf({ spec, gaps, needs }: Proposal, imports: Imports): string {
  const { id, owner, why, when, steps, recovered, page } = spec;
  const gap = (name: string): string => (gaps[name] === undefined ? '' : `// TO FILL IN: ${gaps[name]}.\n`);
  const { andMetric } = recovered ?? {};
  return indented(`${importLines(spec, imports)}
/** Proposed from the alarms that it adopts, by what they watch. Correct it by what you know. */
export default defineRunbook({
id: ${literal(id)},
${gap('owner')}owner: ${literal(owner)},
why: ${literal(why)},
when: { alarms: ${literal(when.alarms)} },
// It changes nothing: it records what it would have done. Read that for a few weeks before you write auto.
mode: 'watch',
steps: [
${steps.map((step) => stepSource(step, gap)).join(',\n')},
],
${needs.map((need) => `// ${line(need, 600)}\n`).join('')}recovered: { holdFor: ${minutes(recovered?.holdFor ?? { seconds: 60 })}${andMetric ? `, andMetric: ${metricSource(andMetric)}` : ''} },
guards: { cooldown: minutes(30), maxRunsPerDay: 3 },
page: {
urgency: 'high',
pageBy: ${minutes(page.pageBy ?? { seconds: 900 })},
${gap('instructions')}instructions: ${literal(page.instructions)},
},
});
`);
}

type Step = Proposal['spec']['steps'][number];

function stepSource({ action, parameters, verifyWithin }: Step, gap: (name: string) => string): string {
  const lines = Object.entries(parameters).map(
    ([name, value]) => `${value === '' ? gap(name) : ''}${name}: ${written(value)},\n`,
  );
  const options = verifyWithin ? `, { verifyWithin: ${minutes(verifyWithin)} }` : '';
  return `step(${identifierOf(action)}, {\n${lines.join('')}}${options})`;
}

const metricSource = ({
  namespace,
  name,
  dimensions,
  atLeast,
}: NonNullable<NonNullable<Proposal['spec']['recovered']>['andMetric']>): string =>
  `metric(${literal({ namespace, name, dimensions })}).atLeast(${atLeast})`;

function importLines({ steps, recovered }: Proposal['spec'], imports: Imports): string {
  const actions = [...new Set(steps.map(({ action }) => action))].map((id) => ({
    name: identifierOf(id),
    module: imports.actionModule(id),
  }));
  const reads = steps.some(({ parameters }) =>
    Object.values(parameters).some((value) => typeof value === 'object' && value !== null),
  );
  const names = [
    'defineRunbook',
    'minutes',
    'step',
    ...(reads ? ['fromEnvironment'] : []),
    ...(recovered?.andMetric ? ['metric'] : []),
    ...actions.filter(({ module }) => module === undefined).map(({ name }) => name),
  ];
  const own = actions.flatMap(({ name, module }) =>
    module === undefined ? [] : [`import ${name} from ${literal(module)};\n`],
  );
  return `${own.sort().join('')}import { ${names.sort().join(', ')} } from ${literal(imports.definitions)};\n`;
}
