import type { Options } from '#cli/spec';
import { type Command, defineCommand } from '../command.ts';
import { changeOptions, commonOptions, incidentArgument } from '../options.ts';

/** What an incident can be listed by: its verdict, or that it has none yet. */
export const listable = ['open', 'healed', 'self-recovered', 'escalated', 'suppressed', 'by-hand'] as const;

export const historyOptions = {
  since: {
    value: 'WHEN',
    help: '30m, 24h, 7d, 4w, today, yesterday, or a day like 2026-03-01, in UTC',
    default: '24h',
  },
  runbook: { value: 'ID', help: 'of this runbook only' },
  verdict: { value: 'VERDICT', help: 'with this verdict only; "open" has none yet', choices: listable },
  limit: { value: 'N', help: 'at most so many', default: '200' },
  ...commonOptions,
} as const satisfies Options;

export const takeOptions = {
  for: { value: 'SPAN', help: 'how long it stays yours, from now on: 30m, 1h, at most 12h', default: '1h' },
  from: { value: 'NAME', help: 'who has it now, where that is not you' },
  ...changeOptions,
} as const satisfies Options;

export const releaseOptions = {
  from: { value: 'NAME', help: 'who has it now, where that is not you' },
  ...changeOptions,
} as const satisfies Options;

export const answerOptions = {
  step: {
    value: 'N',
    help: 'refuse the answer where another step asks by now (default: answers whatever is asked about)',
  },
  ...changeOptions,
} as const satisfies Options;

export const runOptions = {
  target: {
    value: 'TARGET',
    help: 'what it acts on, among what the runbook allows: an ARN, or its last part',
  },
  'dry-run': { help: 'check, say what it would do and which guard would refuse, and change nothing' },
  ...changeOptions,
} as const satisfies Options;

/** What the person on call looks up and does. */
export const incidentCommands: readonly Command[] = [
  defineCommand({
    name: 'history',
    summary: 'list incidents, newest first',
    options: historyOptions,
    run: async (given, surroundings) => (await import('../history.ts')).history(given, surroundings),
  }),
  defineCommand({
    name: 'show',
    summary: 'show one incident: steps, evidence, who was told, timeline',
    about:
      'Shows what became of one incident: why, each step with what was there before and after, who was told, what is still locked, and its timeline.',
    arguments: [incidentArgument],
    options: commonOptions,
    run: async (given, surroundings) => (await import('../show.ts')).show(given, surroundings),
  }),
  defineCommand({
    name: 'take',
    summary: 'take an incident over: Nightshift stops acting and keeps its targets locked for you',
    about: `You take over: Nightshift stops acting and keeps its targets locked for you, so that no other incident acts on them while you work. Until your time is over, alarms of the same outage add a line to the channels and page nobody. If one still fires then, on-call is paged.

A step that has begun is not interrupted; the answer says what may still run. It works after the page, too. Take it again for more time. To take what somebody else has, name that person with --from.`,
    arguments: [incidentArgument],
    options: takeOptions,
    run: async (given, surroundings) => (await import('../take.ts')).take(given, surroundings),
  }),
  defineCommand({
    name: 'release',
    summary: 'give back the targets of an incident that was taken over',
    about:
      'Gives back the targets that `take` keeps locked for a person. The incident stays ended; the next alarm may be acted on again. If its alarm still fires, on-call is paged within a minute. Locks of an incident that Nightshift works on are not touched.',
    arguments: [incidentArgument],
    options: releaseOptions,
    run: async (given, surroundings) => (await import('../release.ts')).release(given, surroundings),
  }),
  defineCommand({
    name: 'approve',
    summary: 'let a step act that has asked for an approval',
    about:
      "Lets a step act that has asked for an approval: the notice in the owner's channel says what it would do. Before it acts, the step checks the alarm, the switches and its target again, and refuses where something speaks against it. An answer cannot be undone; `take` stops what comes after.",
    arguments: [incidentArgument],
    options: answerOptions,
    run: async (given, surroundings) => (await import('../approve.ts')).approve(given, surroundings),
  }),
  defineCommand({
    name: 'deny',
    summary: 'keep a step from acting that has asked for an approval; on-call is paged',
    about:
      'Keeps a step from acting that has asked for an approval. Nothing further is tried: the incident ends as escalated, and on-call is paged with your reason. If that is you, use `take` instead: it pages nobody and keeps the targets locked for you.',
    arguments: [incidentArgument],
    options: answerOptions,
    run: async (given, surroundings) => (await import('../deny.ts')).deny(given, surroundings),
  }),
  defineCommand({
    name: 'run',
    summary: 'run one step of a runbook by hand, with all its guards',
    about:
      'Runs one step of a runbook by hand, without an alarm: with the guards, the lock and the record of any incident, by the Lambda that is deployed. If a guard refuses, you are told why; nobody is paged. It does not check whether the step helped. Takes --target and --why.',
    arguments: [
      { name: 'RUNBOOK', help: 'its id' },
      { name: 'STEP', help: "its number, or its action's id" },
    ],
    options: runOptions,
    run: async (given, surroundings) => (await import('../run.ts')).run(given, surroundings),
  }),
];
