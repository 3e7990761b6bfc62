import { type Proven, Proven as ProvenSchema, provenFile } from '#core/drill/proven';
import { plusSeconds } from '#core/time';
import { parse, problemsOf } from './parse.ts';
import { oneOf, type Problem, problemAt } from './problem.ts';

/** A file of `runbooks/proven/`, not yet checked. */
export interface ProvenSource {
  /** e.g. `runbooks/proven/payments-api-errors.json` */
  readonly file: string;
  readonly text: string;
}

/** What the files prove, and every mistake in every file. */
export interface ProvenFiles {
  /** By runbook. */
  readonly proven: ReadonlyMap<string, Proven>;
  readonly problems: readonly Problem[];
}

/** How far the other clock may be ahead, in seconds. */
const clockToleranceSeconds = 300;
/** Every drill is over within a day of its alarm, in seconds. */
const longestDrillSeconds = 86_400;

/**
 * Reads the evidence of drills. A file that `drill --record` did not write, or that contradicts itself, proves nothing and is a
 * mistake. Whether it is about the deployed version, and recent, is for the guard `requireDrill` to judge.
 * @param runbooks ids of the runbooks that there are
 */
export function readProven(
  sources: readonly ProvenSource[],
  runbooks: readonly string[],
  now: Date,
): ProvenFiles {
  const read = sources.map((source) => readOne(source, runbooks, now));
  return {
    proven: new Map(read.flatMap(({ proven }) => (proven ? [[proven.runbook, proven] as const] : []))),
    problems: read.flatMap(({ problems }) => problems),
  };
}

interface Read {
  readonly proven?: Proven;
  readonly problems: readonly Problem[];
}

function readOne({ file, text }: ProvenSource, runbooks: readonly string[], now: Date): Read {
  const json = jsonIn(text);
  if (!json) return { problems: [problemAt(file, [], text.slice(0, 80), 'JSON')] };
  const { value: proven, issues } = parse(ProvenSchema, json.value);
  if (!proven) return { problems: problemsOf(ProvenSchema, json.value, issues, { file, path: [] }) };
  const problems = contradictions(file, proven, runbooks, now);
  return problems.length > 0 ? { problems } : { proven, problems };
}

function jsonIn(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** Contradictions between fields, which no drill writes. */
function contradictions(file: string, proven: Proven, runbooks: readonly string[], now: Date): Problem[] {
  const { runbook, incident, control, when } = proven;
  const at = new Date(when);
  const found: Problem[] = [];
  if (file !== provenFile(runbook)) {
    found.push(problemAt(file, ['runbook'], runbook, 'the id that the file is called after'));
  } else if (!runbooks.includes(runbook)) {
    found.push(
      problemAt(
        file,
        ['runbook'],
        runbook,
        `${oneOf('the id of a runbook', runbooks, runbook)}; without its runbook the file is of no use`,
      ),
    );
  }
  if (when > plusSeconds(now, clockToleranceSeconds))
    found.push(problemAt(file, ['when'], when, 'a time that has come'));
  const began = beginningOf(incident);
  if (!(at >= began && at <= new Date(plusSeconds(began, longestDrillSeconds))))
    found.push(
      problemAt(file, ['when'], when, `a time within a day of ${incident}, which it is to have healed`),
    );
  if (typeof control !== 'string' && control.incident === incident)
    found.push(
      problemAt(
        file,
        ['control', 'incident'],
        control.incident,
        "the control's own incident, not the drill's",
      ),
    );
  if (typeof control !== 'string' && control.recovered)
    found.push(
      problemAt(
        file,
        ['control', 'recovered'],
        true,
        'false: a fault that ended by itself in the control proves nothing',
      ),
    );
  return found;
}

/** An incident's id says in which minute its alarm fired: `yyyymmdd-hhmm-…`, UTC. */
const beginningOf = (incident: string): Date =>
  new Date(incident.replace(/^(\d{4})(\d{2})(\d{2})-(\d{2})(\d{2}).*$/, '$1-$2-$3T$4:$5:00Z'));
