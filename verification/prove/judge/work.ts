import type { Deed } from '../deeds.ts';
import type { Facts } from '../facts.ts';
import { timeoutOf } from '../inject.ts';
import { isRedriven } from './leaked.ts';
import { wasOk } from './outages.ts';
import { clock, type Rule } from './rule.ts';

/** From the end of work to the next stage, in seconds: the delivery of its event, the function that reads it, and the calls. */
const heardWithin = 30;
/** What Step Functions and a stage may take on top of a verification's time, in seconds. */
const beside = 120;

/** Work that failed ends its step: once its event has come, or at the latest when its verification is over. */
export const failedWorkIsSeen: Rule = {
  name: 'work that failed ends its step',
  counter: 'leaked',
  broken: (facts) =>
    facts.deeds.flatMap((deed) => {
      const { workFailedAt: failed, execution, step, incident } = deed;
      if (failed === undefined || deed.byHand) return [];
      const heard = failed + (heardWithin + holdOf(deed, failed, facts)) * 1000;
      const due = isDisturbed(facts) ? lastlyAt(deed, facts) : heard;
      if (hasNobody(deed, due, facts)) return [];
      const goesOn = facts.calls.some((call) => {
        const at = Date.parse(call.at);
        const payload = call.service === 'lambda' ? (call.input['Payload'] as Partial<Asked>) : undefined;
        return payload?.execution === execution && payload.ask !== 'wait-for-ok' && at > failed && at <= due;
      });
      return goesOn || due > facts.end
        ? []
        : [
            `The work of step ${step} of incident ${incident} failed at ${clock(failed)}, and nobody went on by ${clock(due)}.`,
          ];
    }),
};

interface Asked {
  readonly execution: string;
  readonly ask: string;
}

/** How much longer a hold may take, in seconds: a hold that began since the step acted is waited for to its end. */
const holdOf = ({ at, player }: Deed, failed: number, { changes }: Facts): number =>
  player && wasOk(player.arn, at, failed, changes) ? player.runbook.recovered.holdForSeconds : 0;

function lastlyAt(
  { at, step, player, invocation }: Deed,
  { story: { weather = {}, jitter = 0 } }: Facts,
): number {
  const verifyWithin = player?.runbook.steps[step - 1]?.verifyWithinSeconds ?? 0;
  const late = (weather.lateTimers ?? 0) + 10 * jitter + 2 * (weather.machineClocks ?? 0);
  return at + (timeoutOf(invocation) + verifyWithin + beside + late) * 1000;
}

/** Whether its execution was over by `due`: it had paged or died, or a person had ended it or taken the incident. */
const hasNobody = (
  { execution, incident, workFailedAt = 0 }: Deed,
  due: number,
  { endings, died, rings, notices, stopped, happened, dead, done, calls }: Facts,
): boolean =>
  // The engine was dead: no function ran, and the execution had died.
  (dead !== undefined && dead.from <= due && dead.until >= workFailedAt) ||
  endings.some(
    ({ arn, endedAt }) =>
      arn === execution && Date.parse(endedAt) <= Math.max(due, workFailedAt + beside * 1000),
  ) ||
  [...stopped, ...died].some(({ at, executions }) => executions.includes(execution) && at <= due) ||
  // Taking an incident stops its execution, which may be redriven later.
  done.some((one) => one.does === 'take' && one.done && one.incident === incident && one.to <= due) ||
  // If an execution was redriven, only its last end is known, so look for a message about the incident.
  (isRedriven(happened) &&
    ([...rings, ...notices].some(
      // The state machine's own page names its execution.
      ({ at, message: { body } }) => at <= due && (body.includes(incident) || body.includes(execution)),
    ) ||
      // A line on another page counts as told once Lambda has accepted it.
      calls.some(
        ({ service, input, at }) =>
          service === 'lambda' &&
          /\bresolve$/.test(String(input['FunctionName'])) &&
          Date.parse(at) <= due &&
          JSON.stringify(input['Payload']).includes(incident),
      )));

const isDisturbed = ({ story, happened, faulted, stopped, done }: Facts): boolean =>
  faulted ||
  stopped.length > 0 ||
  done.length > 0 ||
  happened.length > 0 ||
  story.weather !== undefined ||
  story.order !== undefined ||
  story.jitter !== undefined;
