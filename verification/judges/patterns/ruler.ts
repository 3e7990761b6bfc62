import { join } from 'node:path';
import { here, installed, run } from '../tools.ts';

/** A pattern and an event that it may match. */
export interface Question {
  readonly pattern: unknown;
  readonly event: unknown;
}

/** event-ruler's answer: whether they match, or why it refused. */
export type Answer = { readonly matches: boolean } | { readonly refused: string };

const pom = join(here, 'patterns', 'pom.xml');

/** Fetches event-ruler and what it needs. @returns the folder with the jars */
export const prepareRuler = (): Promise<string> =>
  installed('patterns', [pom], async (folder) => {
    const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${folder}`];
    await run('mvn', ['--quiet', '--batch-mode', '--file', pom, ...goal]);
  });

/** Asks event-ruler, in one process. */
export async function askRuler(questions: readonly Question[]): Promise<Answer[]> {
  const jars = join(await prepareRuler(), '*');
  const java = ['-Xshare:auto', '-XX:TieredStopAtLevel=1', '--class-path', jars];
  const lines = await run('java', [...java, join(here, 'patterns', 'Ruler.java')], { input: questions });
  if (lines.length !== questions.length)
    throw new Error(`${questions.length} questions were asked, and ${lines.length} were answered.`);
  return lines.map((line) => JSON.parse(line) as Answer);
}
