import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError } from '#cli/command-line';
import { type Aws, connectAws } from '#verification/sandbox/aws';
import { createResources } from '#verification/sandbox/demo/resources';
import { deployApp, runCdk } from '#verification/sandbox/deploy';
import { startEmulator } from '#verification/sandbox/emulator/emulator';
import { prepareVenv } from '#verification/sandbox/emulator/venv';
import { makePlaces, places } from '#verification/sandbox/places';
import { freePort } from '#verification/sandbox/processes';
import { preflight } from '../../sandbox/preflight.mjs';
import { bareApp } from './names.ts';
import { type Recorder, startRecorder } from './recorder.ts';
import type { Invocation } from './trail.ts';

/** A local AWS with Nightshift and the bare pipeline in it, and everything that their Lambdas do on record. */
export interface Stage {
  readonly aws: Aws;
  readonly emulator: string;
  readonly recorder: Recorder;
  /** Whether each invocation starts a worker of its own from now on, or may use one that is warm. */
  readonly startCold: (isCold: boolean) => void;
  /** Every invocation that has ended. */
  readonly invocations: () => Invocation[];
}

/**
 * Starts the local AWS and deploys both pipelines with the CDK's command line.
 * @throws CommandError that says what is missing, or what failed
 */
export async function setStage(progress: (doing: string) => void): Promise<Stage> {
  const { python, missing } = await preflight();
  if (missing.length > 0 || !python) {
    const lacks = missing.map(({ what, install }) => `${what} (${install})`).join(' ');
    throw new CommandError(`It needs the local AWS of npm start, and this machine lacks: ${lacks}`, 1);
  }
  const recorder = await startRecorder();
  try {
    return await deployBoth(python, recorder, progress);
  } catch (error) {
    recorder.close();
    throw new CommandError(`The local AWS could not be set up: ${(error as Error).message}`, 1);
  }
}

async function deployBoth(
  python: string,
  recorder: Recorder,
  progress: (doing: string) => void,
): Promise<Stage> {
  makePlaces();
  progress('the local AWS');
  const { programs } = await prepareVenv(python);
  const trailFile = join(places.run, 'trail.jsonl');
  const coldFile = `${trailFile}.cold`;
  writeFileSync(trailFile, '');
  // No Redis: nothing here flushes a cache.
  const local = await startEmulator(programs, await freePort(), {
    trailFile,
    lambdaEndpoint: recorder.endpoint,
  });
  recorder.passOnTo(local.endpoint);
  const aws = connectAws(local.endpoint);
  await createResources(aws);
  progress('cdk bootstrap');
  await runCdk('bootstrap', local.endpoint);
  progress('cdk deploy: Nightshift');
  await runCdk('deploy', local.endpoint);
  progress('cdk deploy: the bare pipeline');
  await deployApp('bare', bareApp, local.endpoint);
  return {
    aws,
    emulator: local.name,
    recorder,
    startCold: (isCold) => (isCold ? writeFileSync(coldFile, '') : rmSync(coldFile, { force: true })),
    invocations: () => readTrail(trailFile),
  };
}

const inMs = (seconds: number): number => seconds * 1000;

function readTrail(file: string): Invocation[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Invocation)
    .map((one) => ({ ...one, at: inMs(one.at), ready: inMs(one.ready), until: inMs(one.until) }));
}
