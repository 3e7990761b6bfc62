import { styleText } from 'node:util';
import { type Options, readArguments, UsageError } from './arguments.ts';
import { serveLive } from './console/live.ts';
import { variablesOf } from './deploy.ts';
import { localAwsEnvironment } from './emulator/environment.ts';
import { account, deployed, environment, phones, region } from './names.ts';
import { slowness } from './pace.ts';
import { makePlaces, places, shown } from './places.ts';
import { pagesOf, play, untilQuiet } from './play.ts';
import { describeMissing, preflight } from './preflight.mjs';
import { killAllNow, stopAll } from './processes.ts';
import { drawPhone } from './report/phone.ts';
import {
  failureLines,
  incidentLines,
  jsonLine,
  notProven,
  slowLines,
  summaryTable,
} from './report/summary.ts';
import { paint, terminal, wrap } from './report/terminal.ts';
import { startClock } from './report/timeline.ts';
import { scenarios } from './scenarios/index.ts';
import type { Scenario } from './scenarios/scenario.ts';
import type { Scene } from './scenarios/scene.ts';
import { buildUp, type Session } from './session.ts';

/** `npm start`: starts the sandbox, plays the scenarios, reports how they ended, and takes everything down. */

const known = scenarios.map(({ name }) => name);
const stop = new AbortController();
/** Set if the sandbox is only left running: Ctrl-C then ends it normally. */
let finished: number | undefined;

process.on('exit', killAllNow);
process.on('SIGINT', () => interrupted(130));
process.on('SIGTERM', () => interrupted(143));

try {
  const options = readArguments(process.argv.slice(2), known);
  if (options.help) console.log(options.help);
  else await run(options);
} catch (error) {
  if (error instanceof UsageError) {
    console.error(error.message);
    process.exitCode = 2;
  } else if (!stop.signal.aborted) {
    console.error(`\n${error instanceof Error ? error.message : String(error)}`);
    await end(1);
  }
}

async function run(options: Options): Promise<void> {
  const from = performance.now();
  const { python, missing } = await preflight();
  if (missing.length > 0 || !python) {
    console.error(describeMissing(missing));
    process.exitCode = 1;
    return;
  }
  const chosen = playable(options);
  makePlaces();
  terminal.line(
    paint(
      'bold',
      'Nightshift in a local AWS: it is deployed, real services break, and the runbooks repair them.',
    ),
  );
  for (const line of slowLines(slowness())) terminal.line(line);
  terminal.line();
  const session = await buildUp(python, stop.signal);
  terminal.line();
  announce(chosen);
  startClock();
  const scenes = await play(chosen, session.world);
  await untilQuiet(session.world);
  const seconds = (performance.now() - from) / 1000;
  report(scenes, seconds, session);
  const status = scenes.every((scene) => scene.result().ok) ? 0 : 1;
  if (options.keep) sayHowToLookAround(session, (await serveLive(session.world)).url);
  if (options.json) {
    const results = scenes.map((scene) => scene.result());
    const { world, deploySeconds } = session;
    console.log(jsonLine(world.local.name, deploySeconds, seconds, slowness(), results));
  }
  if (options.keep) finished = status;
  else await end(status);
}

/** The chosen scenarios, without those that the caller's own emulator can't play. */
function playable(options: Options): Scenario[] {
  const endpoint = process.env.AWS_ENDPOINT_URL;
  const chosen = scenarios.filter(({ name }) => options.scenarios.includes(name));
  const left = chosen.filter(({ needsOwnEmulator }) => endpoint && needsOwnEmulator).map(({ name }) => name);
  if (left.length === 0) return chosen;
  const because = `${left.join(' and ')} need${left.length === 1 ? 's' : ''} the emulator that the sandbox starts itself, and AWS_ENDPOINT_URL is set`;
  if (left.length === chosen.length) throw new UsageError(`${because}; unset it.`);
  terminal.line(`Left out: ${because}.`);
  return chosen.filter(({ name }) => !left.includes(name));
}

/** Prints what will break and how it should end. */
function announce(chosen: readonly Scenario[]): void {
  const width = 25;
  for (const { name, story } of chosen) {
    const [first = '', ...more] = wrap(story, Math.max(40, (process.stdout.columns ?? 120) - width - 1));
    terminal.line(`  ${paint('bold', name.padEnd(width - 2))}${first}`);
    for (const line of more) terminal.line(`${' '.repeat(width)}${line}`);
  }
  terminal.line();
}

function report(scenes: readonly Scene[], seconds: number, session: Session): void {
  const pages = pagesOf(scenes);
  if (pages.length > 0) terminal.line(`\n${paint('bold', 'What the phone showed')}`);
  pages.forEach(({ name, message, messages, pages: keys }, index) => {
    const first = keys > 1 ? `, the first of ${keys} pages` : '';
    const copies = keys === 1 && messages > 1 ? `; ${messages} messages with one key, so one page` : '';
    terminal.line(`\n  ${name}${first}${index === 0 ? ', opened' : ''}${copies}`);
    for (const line of drawPhone(message, index === 0)) terminal.line(line);
  });
  terminal.line(`\n${paint('bold', 'Summary')}\n`);
  for (const line of summaryTable(scenes.map((scene) => scene.result()))) terminal.line(line);
  for (const scene of scenes) {
    const failures = scene.failures();
    if (failures.length === 0) continue;
    for (const line of failureLines(scene.scenario.name, failures)) terminal.line(line);
    for (const line of incidentLines(scene.incidents())) terminal.line(line);
  }
  const ok = scenes.filter((scene) => scene.failures().length === 0).length;
  const checks = scenes.flatMap((scene) => scene.checks).length;
  const deploy = `${session.deploySeconds.toFixed(0)} s of them to bootstrap and deploy`;
  terminal.line(
    `\n  ${ok} of ${scenes.length} ended as they should. ${checks} checks from outside in ${seconds.toFixed(0)} s, ${deploy}. Logs: ${shown(places.logs)}\n`,
  );
  for (const line of notProven) terminal.line(line);
  terminal.line();
}

function sayHowToLookAround({ world }: Session, consoleUrl: string): void {
  const settings = Object.entries(localAwsEnvironment(world.local.endpoint)).filter(([name]) =>
    name.startsWith('AWS_'),
  );
  const lines = [
    paint('bold', 'Everything is left running; Ctrl-C takes it down.'),
    '',
    `  What on-call sees, in a browser: ${consoleUrl}`,
    '',
    '  In another terminal:',
    ...settings.map(([name, value]) => `    export ${name}=${value}`),
    ...Object.entries(variablesOf(world)).map(([name, value]) => `    export ${name}=${value}`),
    `    cd ${shown(places.project)}`,
    '',
    `    aws dynamodb scan --table-name ${deployed.table}`,
    `    aws events list-rules --name-prefix ${deployed.rule('')}`,
    '    aws stepfunctions list-state-machines',
    '    aws cloudwatch describe-alarms --state-value ALARM',
    `    aws sqs receive-message --queue-url ${world.local.endpoint}/${account}/${phones[0]}`,
    `    npx cdk diff -c environment=${environment}`,
    '',
    `  The region is ${region}. Logs: ${shown(places.logs)}`,
    '',
  ];
  for (const line of lines) terminal.line(line);
}

/** First Ctrl-C: takes everything down in order. Second: at once. */
function interrupted(status: number): void {
  if (stop.signal.aborted) process.exit(status);
  terminal.close();
  console.error(styleText('dim', '\nStopping everything that was started …'));
  void end(finished ?? status);
}

async function end(status: number): Promise<never> {
  stop.abort();
  await stopAll();
  process.exit(status);
}
