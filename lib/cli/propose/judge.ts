import type { Action } from '#core/action/define-action';
import type { Fit, Symptom } from '#core/action/fits';
import type { AlarmForm, AnyAlarm } from '#core/alarm/form';
import { formatSeconds } from '#core/time';

/** An action that suits an alarm, and how. */
export interface Suited extends Fit {
  readonly action: Action;
}

/** What to do with one alarm. */
export type Judgement =
  /** One or more actions suit it; a person still has to fill in what they ask for. */
  | { readonly kind: 'heals'; readonly steps: readonly Suited[] }
  /** It names what an action could fix, but there is no such action yet. */
  | { readonly kind: 'own-action'; readonly because: string }
  /** It names nothing to act on. */
  | { readonly kind: 'page-only'; readonly because: string }
  /** Not meant for people: AWS or Nightshift itself uses it. */
  | { readonly kind: 'leave-alone'; readonly because: string }
  /** A runbook already adopts it. */
  | { readonly kind: 'adopted'; readonly because: string };

/** What is known of an alarm. */
export interface Case {
  readonly alarm: AnyAlarm;
  readonly form: AlarmForm;
  readonly symptom?: Symptom;
  /** The runbook that adopts it. */
  readonly adoptedBy?: string;
  /** Why what lies behind it could not be looked up. */
  readonly unread?: string;
}

/** A recovery that takes longer to show is not worth waiting for, in seconds. */
const slowestRecoverySeconds = 30 * 60;

/** Judges one alarm. Pure. */
export function judge(one: Case, actions: readonly Action[]): Judgement {
  const { alarm, symptom, adoptedBy } = one;
  if (adoptedBy) return { kind: 'adopted', because: `runbook ${adoptedBy} adopts it` };
  const machine = whoseIsIt(alarm);
  if (machine) return { kind: 'leave-alone', because: machine };
  const nothing = whyNothing(one);
  if (nothing || !symptom) return { kind: 'page-only', because: nothing ?? 'it compares no metric' };
  const steps = actions.flatMap((action) => {
    const fit = action.fits?.(symptom);
    return fit ? [{ ...fit, asks: stillAsked(fit), action }] : [];
  });
  if (steps.length > 0) return { kind: 'heals', steps: steps.sort(inTurn) };
  return noAction(one, symptom);
}

const stillAsked = ({ asks = {}, parameters }: Fit) =>
  Object.fromEntries(Object.entries(asks).filter(([name]) => parameters[name] === undefined));

const turns: readonly Fit['turn'][] = ['first', 'then', 'last'];
const inTurn = (one: Suited, other: Suited): number =>
  turns.indexOf(one.turn) - turns.indexOf(other.turn) || (one.action.id < other.action.id ? -1 : 1);

/** Alarms of Application Auto Scaling must not be edited or deleted, and page nobody; the same goes for Nightshift's own. */
export function whoseIsIt({ AlarmName = '', AlarmActions = [] }: AnyAlarm): string | undefined {
  if (AlarmName.startsWith('nightshift-')) return 'it watches Nightshift itself';
  const scales = AlarmActions.filter((arn) => arn.split(':')[2] === 'autoscaling');
  return scales.length > 0 && scales.length === AlarmActions.length ? 'it scales by itself' : undefined;
}

/**
 * An alarm action by which EC2 itself acts on the instance; in its older form, by a role of the account.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
const ec2Acts = /^arn:[^:]+:(?:automate:[^:]*:ec2:|swf:[^:]*:\d+:action\/actions\/AWS_EC2\.)/;

/** Why the alarm does not say anything that an action could use. */
function whyNothing({ alarm, form }: Case): string | undefined {
  if (form.unknown) return `it ${form.unknown}`;
  if (form.kind === 'composite') {
    const below = alarmsIn(alarm.AlarmRule ?? '');
    return `it is a composite alarm, which names no target${below.length > 0 ? `: adopt the alarms below it (${listed(below)})` : ''}`;
  }
  if (form.noDimensions) return `no target can be read off it: ${form.noDimensions}`;
  if ((alarm.AlarmActions ?? []).some((arn) => ec2Acts.test(arn)))
    return 'EC2 recovers, reboots, stops or terminates the instance by its own alarm action';
  const seconds = form.timing?.secondsToRecover ?? 0;
  return seconds > slowestRecoverySeconds
    ? `it takes ${formatSeconds(seconds)} to be OK again, longer than anybody should wait for a fix`
    : undefined;
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html: names in quotes, or bare. */
const alarmsIn = (rule: string): string[] => [
  ...new Set(
    [
      ...rule.matchAll(/\b(?:ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*(?:"([^"]+)"|'([^']+)'|([^\s"')]+))\s*\)/g),
    ].map(([, double, single, bare]) => (double ?? single ?? bare ?? '').split(':alarm:').at(-1) ?? ''),
  ),
];

const listed = (names: readonly string[]): string =>
  names.length <= 3 ? names.join(', ') : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`;

function noAction({ unread }: Case, symptom: Symptom): Judgement {
  const { namespace, metrics, dimensions } = symptom;
  const what = `${namespace} ${metrics.join(' and ')}`;
  if (unread)
    return { kind: 'own-action', because: `what lies behind it could not be looked up (${unread})` };
  if (dimensions['LoadBalancer'] && !dimensions['TargetGroup']) {
    const because = `it watches a load balancer (${what}) and names no target group, so no service; an alarm for each target group does`;
    return { kind: 'page-only', because };
  }
  const names = Object.entries(dimensions).map(([name, value]) => `${name} ${value}`);
  if (names.length === 0 && namespace.startsWith('AWS/'))
    return { kind: 'page-only', because: `${what} names nothing that could be acted on` };
  const of = names.length > 0 ? ` of ${names.join(', ')}` : '';
  return { kind: 'own-action', because: `no action suits ${what}${of}` };
}
