import { line } from '#core/text';
import { named } from '../new/names.ts';
import type { Proposal } from './group.ts';

/** Where a project imports from. */
export interface Imports {
  /** `nightshift`, or the definitions of this repository. */
  readonly definitions: string;
  /** The module that an action is the default export of; undefined where the definitions export it by name. */
  readonly actionModule: (id: string) => string | undefined;
}

const identifierOf = (action: string): string => named('action', action).identifier;

const text = (value: unknown): string => JSON.stringify(value);

/** A parameter as a runbook writes it. */
function written(value: unknown): string {
  const { fromEnvironment: name } = (value ?? {}) as { fromEnvironment?: string };
  return name === undefined ? text(value) : `fromEnvironment(${text(name)})`;
}

const minutes = ({ seconds }: { readonly seconds: number }): string => `minutes(${seconds / 60})`;

/** The runbook's file. It is laid out by the formatter; gaps are empty, each under a comment that says what belongs there. */
export function sourceOf({ spec, gaps, needs }: Proposal, imports: Imports): string {
  const { id, owner, why, when, steps, recovered, page } = spec;
  const gap = (name: string): string => (gaps[name] === undefined ? '' : `// TO FILL IN: ${gaps[name]}.\n`);
  const { andMetric } = recovered ?? {};
  return `${importLines(spec, imports)}
/** Proposed from the alarms that it adopts, by what they watch. Correct it by what you know. */
export default defineRunbook({
id: ${text(id)},
${gap('owner')}owner: ${text(owner)},
why: ${text(why)},
when: { alarms: ${text(when.alarms)} },
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
${gap('instructions')}instructions: ${text(page.instructions)},
},
});
`;
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
  `metric(${text({ namespace, name, dimensions })}).atLeast(${atLeast})`;

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
    module === undefined ? [] : [`import ${name} from ${text(module)};\n`],
  );
  return `${own.sort().join('')}import { ${names.sort().join(', ')} } from ${text(imports.definitions)};\n`;
}
