import { actsIn, type Mode, modes } from '#core/runbook/runbook';
import { ImpossibleFault, type Rehearsal, rehearse, type StepFault, stepFaults } from '#testing/rehearse';
import { CommandError } from '../command-line.ts';
import { oneOf } from '../commands/one-of.ts';
import { approvalAnswers, type rehearseOptions } from '../commands/specs/authors.ts';
import type { Sources } from '../explain/sources.ts';
import type { Given } from '../spec.ts';
import { adopterOf, adopting, type Known, knownRunbook, knownRunbooks } from './known.ts';
import { overviewOf, overviewText } from './overview.ts';
import { quietly } from './quiet.ts';
import { healedAt, readSaved, type Saved } from './saved.ts';
import { asJson, told } from './told.ts';

/**
 * `nightshift rehearse`.
 * @param load loads the runbooks and environments, once they are needed
 * @returns what to print
 * @throws CommandError
 */
export async function rehearseGiven(
  { values, words: [id] }: Given<typeof rehearseOptions>,
  load: () => Promise<Sources>,
): Promise<string> {
  const asked = {
    healsAt: values['heals-at'],
    faults: faultsIn(values.fault),
    mode: values.mode === undefined ? undefined : oneOf('mode', values.mode, modes),
    approves:
      values.answer === undefined ? undefined : oneOf('answer', values.answer, approvalAnswers) === 'approve',
  };
  const saved = values.event === undefined ? undefined : await readSaved(values.event);
  const sources = await load();
  if (id === undefined && !saved) {
    if (asked.healsAt !== undefined || values.fault.length > 0 || asked.mode || values.answer) {
      throw new CommandError('--heals-at, --fault, --mode and --answer are about one runbook; name it.');
    }
    return all(knownRunbooks(sources, values.environment), values.json);
  }
  const known = runbookFor(id, saved, sources, values.environment);
  const night = await one(known, asked, saved);
  return values.json ? asJson(night, saved) : told(night, asked.faults, known.valuesFrom, saved);
}

/** The runbook that is named, even if it does not adopt the alarm; else the one that does. */
function runbookFor(
  id: string | undefined,
  saved: Saved | undefined,
  sources: Sources,
  environment: string | undefined,
): Known {
  if (id === undefined) return adopterOf(saved?.alarm.name ?? '', sources, environment);
  const named = knownRunbook(id, sources, environment);
  return saved ? adopting(named, saved.alarm.name) : named;
}

async function all(runbooks: readonly Known[], json: boolean): Promise<string> {
  const lines = [];
  for (const known of runbooks) lines.push(await quietly(() => overviewOf(known)));
  if (lines.length === 0) return 'There is no runbook yet; nightshift new runbook NAME writes one.';
  return json ? JSON.stringify(lines) : overviewText(lines);
}

interface Asked {
  readonly healsAt: string | undefined;
  readonly faults: Readonly<Record<string, StepFault>>;
  readonly mode: Mode | undefined;
  readonly approves: boolean | undefined;
}

async function one({ spec, values }: Known, asked: Asked, saved: Saved | undefined): Promise<Rehearsal> {
  const healsAt = asked.healsAt ?? (saved?.history && healedAt(saved.history));
  try {
    const given = saved
      ? { alarm: saved.alarm, alarmAt: saved.alarmAt, surroundings: { firstEvent: saved.event } }
      : {};
    const { faults, mode, approves } = asked;
    const night = await quietly(() =>
      rehearse(spec, { values, healsAt, faults, mode, approves, untilRestored: true, ...given }),
    );
    refuseMissed(night);
    return night;
  } catch (error) {
    if (error instanceof ImpossibleFault) throw new CommandError(error.message);
    throw error;
  }
}

/** If the fault never happened, it rehearsed something else. */
function refuseMissed({ missedFaults: [missed], runbook, verdict, incident }: Rehearsal): void {
  if (!missed) return;
  const { step, fault } = missed;
  const why = actsIn(runbook.mode)
    ? `the night was over before it (${verdict ?? 'no verdict'}: ${incident?.summary ?? 'nothing is on record'})`
    : `the runbook is in mode ${runbook.mode}, in which no step acts; add --mode auto`;
  throw new CommandError(`Step ${step} (${runbook.steps[step - 1]?.action}) did not meet ${fault}: ${why}.`);
}

function faultsIn(given: readonly string[]): Readonly<Record<string, StepFault>> {
  const pairs = given.map((text) => {
    const [step = '', fault = '', ...more] = text.split('=');
    if (!step || !fault || more.length > 0) {
      throw new CommandError(`${JSON.stringify(text)} is not STEP=FAULT, such as 1=crash.`);
    }
    return [step, oneOf('fault', fault, stepFaults)] as const;
  });
  const twice = pairs.find(([step], index) => pairs.slice(0, index).some(([other]) => other === step));
  if (twice) throw new CommandError(`Step ${twice[0]} can meet one fault in a night, and two were given.`);
  return Object.fromEntries(pairs);
}
