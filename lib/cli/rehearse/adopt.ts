import { mkdir, writeFile } from 'node:fs/promises';
import { type AdoptedNight, adoptedNights, differences, folderOfNights, replay } from '#testing/adopted';
import { ImpossibleFault } from '#testing/rehearse';
import { CommandError } from '../command-line.ts';
import type { Sources } from '../explain/sources.ts';
import { layOut } from '../lay-out.ts';
import { fromHistory } from './from-history.ts';
import { fromRecord, type IncidentInFile, recordIn } from './from-record.ts';
import { adopterOf, adopts, knownRunbook } from './known.ts';
import { quietly } from './quiet.ts';
import { readJson, savedIn } from './saved.ts';

/**
 * Turns an incident into a fixture that the test suite replays from then on.
 * @returns what to print, and whether the rehearsal agrees with the night as it was
 * @throws CommandError in one sentence
 */
export async function adoptNight(
  night: AdoptedNight,
  root: URL,
  sources: Sources,
): Promise<{ readonly text: string; readonly agrees: boolean }> {
  const path = `${folderOfNights}${night.incident}.json`;
  const folder = new URL(folderOfNights, root);
  const there = await adoptedNights(root);
  if (there.some(({ incident }) => incident === night.incident)) {
    throw new CommandError(`${path} is there already; remove it first if it is to be adopted anew.`);
  }
  const { spec } = knownRunbook(night.runbook, sources);
  const alarm = night.alarm.name;
  if (!adopts(spec, alarm)) {
    throw new CommandError(
      `Runbook ${spec.id} does not adopt the alarm ${alarm}, so it can't replay ${night.incident}.`,
    );
  }
  const rehearsal = await quietly(() => replay(night, spec)).catch((error: unknown) => {
    if (error instanceof ImpossibleFault)
      throw new CommandError(`${night.incident} can't be replayed: ${error.message}`);
    throw error;
  });
  await mkdir(folder, { recursive: true });
  await writeFile(new URL(`${night.incident}.json`, folder), `${JSON.stringify(night, null, 2)}\n`);
  await layOut(root, [path]);
  const differing = differences(night, rehearsal);
  return {
    agrees: differing.length === 0,
    text: [
      `Wrote ${path}: ${night.runbook}, ${night.expected.verdict}${triedIn(night)}.`,
      ...(differing.length === 0
        ? ['Its rehearsal ends the same way. npm test replays it from now on.']
        : [
            'Its rehearsal with the runbook as it is now differs:',
            ...differing.map((difference) => `  ${difference}`),
            'If that is meant to be so, say so under "expected" in that file; npm test is red until then.',
          ]),
    ].join('\n'),
  };
}

const triedIn = ({ steps }: AdoptedNight): string => {
  const told = steps.map(({ action, story }) => `${action} ${story}`);
  return told.length === 0 ? '' : ` (${told.join(', ')})`;
};

/**
 * Reads an incident from a file.
 * @param runbook whose night it was. @default - the one that the incident names, or that adopts the alarm
 * @throws CommandError in one sentence
 */
export const readNight = async (
  file: string,
  runbook: string | undefined,
  sources: Sources,
): Promise<AdoptedNight> => nightIn(await readJson(file), file, runbook, sources);

/** The same for an incident that an environment has on record. */
export function recordedNight(
  record: IncidentInFile,
  runbook: string | undefined,
  sources: Sources,
): AdoptedNight {
  const { id, runbook: its } = record.incident;
  return fromRecord(record, knownRunbook(runbook ?? its.id, sources).spec, id);
}

/** The file may hold a record of an incident or an execution's history. */
function nightIn(data: unknown, file: string, runbook: string | undefined, sources: Sources): AdoptedNight {
  const record = recordIn(data);
  if (record) return recordedNight(record, runbook, sources);
  if (!Array.isArray((data as { events?: unknown } | null)?.events)) {
    throw new CommandError(
      `${file} is no incident: expected what \`nightshift show INCIDENT --json\`, \`aws dynamodb query\` or \`aws stepfunctions get-execution-history\` prints.`,
    );
  }
  const saved = savedIn(data, file);
  const known = runbook === undefined ? adopterOf(saved.alarm.name, sources) : knownRunbook(runbook, sources);
  return fromHistory(data, saved, known.spec, file);
}
