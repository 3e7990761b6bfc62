import type { Mutant } from './mutant.ts';

const guards = 'lambdas/admit/guards.ts';
const wear = 'lambdas/shared/wear.ts';
const decide = 'lambdas/admit/decide.ts';
const runAction = 'lambdas/remediate/run-action.ts';
const attempt = 'lambdas/remediate/attempt.ts';

/** At least one for each guard. */
export const guardMutants: readonly Mutant[] = [
  {
    name: 'the cooldown is not asked',
    rule: 'cooldown',
    edits: [
      {
        file: wear,
        from: '...(last ? { cooldown: plusSeconds(last, guards.cooldownSeconds) } : {}),',
        to: '',
      },
    ],
  },
  {
    name: 'runs a day are not counted',
    rule: 'maxRunsPerDay',
    edits: [{ file: guards, from: 'today >= guards.maxRunsPerDay', to: 'today >= 1_000' }],
  },
  {
    name: 'the cooldown goes on from the first run',
    rule: 'cooldown',
    edits: [{ file: wear, from: 'const last = runs.at(-1)?.at;', to: 'const last = runs.at(0)?.at;' }],
  },
  {
    name: 'a step that starts is not counted as a run',
    rule: 'maxRunsPerDay',
    edits: [{ file: attempt, from: '...(incident.synthetic ? [] : touched(step).map(', to: '...([].map(' }],
  },
  {
    name: 'a run whose answer was lost is taken back',
    rule: 'cooldown',
    edits: [
      {
        file: attempt,
        from: "if ('refused' in result && !incident.synthetic) {",
        to: "if (!('did' in result) && !incident.synthetic) {",
      },
    ],
  },
  {
    name: 'the breaker never opens',
    rule: 'breaker',
    edits: [{ file: wear, from: 'row.length >= breaker.runsWithoutEffect', to: 'row.length >= 1_000' }],
  },
  {
    name: 'incidents at once are not counted',
    rule: 'mass failure',
    edits: [
      {
        file: 'lambdas/admit/mass-failure.ts',
        from: 'const began = beginning ? beginning.began + before : 0;',
        to: 'const began = 0;',
      },
    ],
  },
  {
    name: 'a closed calendar counts as open',
    rule: 'change freeze',
    edits: [
      {
        file: 'lambdas/admit/calendar.ts',
        from: "if (answer.State === 'OPEN') return undefined;",
        to: 'if (answer.State) return undefined;',
      },
    ],
  },
  {
    name: 'a runbook that is switched off acts',
    rule: 'mode off',
    edits: [{ file: decide, from: "if (mode.mode === 'off') {", to: 'if (!mode.mode) {' }],
  },
  {
    name: 'a runbook that only watches acts',
    rule: 'mode watch',
    edits: [{ file: decide, from: "if (mode.mode === 'watch') {", to: 'if (!mode.mode) {' }],
  },
  {
    name: 'what is in flight is not switched off',
    rule: 'modes at run time',
    edits: [
      {
        file: runAction,
        from: "const isOff = mode === 'off' || mode === 'watch';",
        to: 'const isOff = false;',
      },
      {
        file: runAction,
        from: "(mode === 'auto' && !incident.plan[step - 1]?.approval)",
        to: '!incident.plan[step - 1]?.approval',
      },
    ],
  },
  {
    name: 'what is in flight goes on after stop-all',
    rule: 'stop-all',
    edits: [{ file: runAction, from: 'stopped(switches) ??', to: '' }],
  },
  {
    name: 'switches that can not be read count as on',
    rule: 'fail closed',
    edits: [
      {
        file: runAction,
        // biome-ignore lint/suspicious/noTemplateCurlyInString: the engine's own text
        from: "return `the switches can't be read (${errorText(error)})`;",
        to: 'return undefined;',
      },
    ],
  },
  {
    name: 'an old event counts like a new one',
    rule: 'stale event',
    edits: [{ file: guards, from: 'if (age > runbook.guards.staleAfterSeconds) {', to: 'if (age < 0) {' }],
  },
  {
    name: "the alarm's own switches are not honoured",
    rule: "alarm's own switches",
    edits: [{ file: decide, from: "if (alarm.silenced) return no('suppressed', alarm.silenced);", to: '' }],
  },
  {
    name: 'a state that the data do not support is believed',
    rule: 'data supports alarm',
    edits: [
      {
        file: 'lambdas/admit/admit.ts',
        from: "if (doubt && draft.answer === 'act') return { ...draft, answer: 'page', notActing: doubt };",
        to: '',
      },
    ],
  },
  {
    name: 'any target is allowed, at Admit and by the action',
    rule: 'allow-list',
    edits: [
      {
        file: 'lambdas/shared/runbook.ts',
        from: "typeof allowed === 'string' ? matchesPattern(value, allowed) : allowed.includes(value);",
        to: 'allowed.length > 0;',
      },
    ],
  },
  {
    name: 'a lock is granted whoever holds it',
    rule: 'lock',
    edits: [
      {
        file: 'lambdas/admit/open.ts',
        from: 'const holder = holderOf(lock, now);',
        to: 'const holder = undefined as string | undefined;',
      },
      {
        file: 'lambdas/admit/open.ts',
        from: "ConditionExpression: 'attribute_not_exists(pk) OR (leaseUntil < :now AND busyUntil < :now)',",
        to: "ConditionExpression: 'attribute_not_exists(pk) OR attribute_exists(pk) OR leaseUntil < :now',",
      },
    ],
  },
  {
    name: 'an alarm that takes silence for good needs no second metric',
    rule: 'quiet is not good',
    edits: [
      {
        file: 'lambdas/shared/alarm-fit.ts',
        from: 'alarm.missingDataIsGood && !runbook.recovered.andMetric',
        to: 'alarm.missingDataIsGood && runbook.steps.length === 0',
      },
    ],
  },
  {
    name: 'the second metric is not asked',
    rule: 'second metric',
    edits: [
      {
        file: 'lambdas/verify/recovery.ts',
        from: 'stillOk(alarm, holdForSeconds, now) ?? opinion ?? { recovered: true }',
        to: 'stillOk(alarm, holdForSeconds, now) ?? (opinion && undefined) ?? { recovered: true }',
      },
    ],
  },
  {
    name: 'a worker that slept sends its call when it wakes up',
    rule: 'slow worker',
    edits: [
      {
        file: 'lambdas/remediate/too-late.ts',
        from: 'until !== undefined && iso(now()) > until',
        to: 'until !== undefined && iso(now()) < until.slice(0, 0)',
      },
    ],
  },
];
