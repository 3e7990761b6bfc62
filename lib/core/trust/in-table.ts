import type { Proven } from '../drill/proven.ts';
import { type Listed, readIncidents, readWhole } from '../incident/history.ts';
import { type Watch, watchOf } from '../incident/watch.ts';
import type { Database } from '../table/database.ts';

/** What the table of an environment says of a runbook's trust. */
export interface InTable {
  /** What was watched since then (`yyyy-mm-dd`). */
  readonly watch: Watch & { readonly since: string };
  /** What it did alone, newest last. */
  readonly alone: ReadonlyArray<{ readonly since: string; readonly healed: boolean }>;
  /** How the incident that a drill's evidence names contradicts it. @default - it does not, or nobody could look */
  readonly contradicted?: string | undefined;
}

/** How far back watches and actions count, in days: as far as in the report. */
export const trustedDays = 92;

/** Whether an incident is about an alarm that really fired: it is neither a drill nor a run by hand. */
export const isReal = ({ verdict, listed }: Listed): boolean => verdict !== 'by-hand' && !listed.drill;

/**
 * Reads what the table says of one runbook.
 * @param its real incidents, oldest first
 * @param since how far back they were read (ISO 8601, UTC)
 * @param evidence of its drill. @default - there is none
 */
export async function inTable(
  at: { readonly database: Database; readonly environment: string },
  its: readonly Listed[],
  since: string,
  evidence: Proven | undefined,
): Promise<InTable> {
  const [alone, contradicted] = await Promise.all([aloneIn(its, at.database), contradiction(evidence, at)]);
  return {
    watch: { ...watchOf(its), since: (its.find(isWatch)?.since ?? since).slice(0, 10) },
    alone,
    contradicted,
  };
}

const isWatch = ({ answer }: Listed): boolean => answer === 'watch';

/** How many of the newest incidents that a runbook acted on are read in full. */
const mostRead = 100;

/** What it did without asking anyone, since it last had to. */
async function aloneIn(its: readonly Listed[], database: Database): Promise<InTable['alone']> {
  const acted = its
    .filter(({ answer, verdict }) => answer === 'act' && verdict !== undefined)
    .slice(-mostRead);
  const whole = await readIncidents(
    database,
    acted.map(({ id }) => id),
  );
  const inOrder = whole.sort((one, other) => (one.since < other.since ? -1 : 1));
  const last = inOrder.findLastIndex(({ mode }) => mode !== 'auto');
  return inOrder.slice(last + 1).map(({ since, verdict }) => ({ since, healed: verdict === 'healed' }));
}

/** Why evidence of a drill in this environment is not believed: its incident here has to say the same. */
async function contradiction(
  evidence: Proven | undefined,
  { database, environment }: { readonly database: Database; readonly environment: string },
): Promise<string | undefined> {
  if (evidence?.environment !== environment) return undefined;
  const { incident: id, version, runbook } = evidence;
  const record = await readWhole(database, id);
  if (!record) return `the evidence names ${id}, and ${environment} has no such incident`;
  const { incident } = record;
  const isSo =
    incident.runbook.id === runbook &&
    incident.runbook.version === version &&
    incident.verdict === 'healed' &&
    incident.drill !== undefined;
  return isSo
    ? undefined
    : `the evidence names ${id}, which is no drill that healed this version in ${environment}`;
}
