import type {
  ActionContext,
  ActionHandler,
  Facts,
  LeasedChange,
  Ready,
  Refusal,
  TakingBack,
} from '#core/action/action-handler';
import { because, type Reason } from '#core/reasons/reason';
import { errorText } from '#core/text';
import type { Judgement, Kit, Restore, Send } from './calls.ts';
import { Changes, type Clients, guarded } from './guarded-client.ts';
import { refusalFor } from './reasons.ts';
import { tooLate } from './too-late.ts';

/** What acting must find unchanged, and which of several it acts on. */
export interface Seen<Pin extends Facts> {
  readonly pin: Pin;
  readonly chosen: readonly string[] | undefined;
}

/** Clients for reads, which may retry, and for changes, which send a request once. */
export interface KitClients {
  readonly reads: Clients;
  readonly changes: Clients;
}

/**
 * Runs an action of the kit. Preflight observes and judges. Acting observes and judges again, refuses unless the pin is the
 * same field by field, and lets `change` send the declared calls, each only while there is time.
 */
export function kitHandler<Parameters extends object, Snapshot, Pin extends Facts>(
  { action, calls }: Kit<Parameters, Snapshot, Pin>,
  clients: KitClients,
): ActionHandler<Parameters, Seen<Pin>> {
  const { reasons } = action;
  const { progress } = calls;
  const refuse = (reason: Reason) => refusalFor(reason, reasons);
  const read = guarded(action, action.reads, clients.reads);
  const look = async (parameters: Parameters, context: ActionContext, again: boolean) => {
    const { now, leaseSeconds } = context;
    const given = { now: now(), again, ...(leaseSeconds === undefined ? {} : { leaseSeconds }) };
    const snapshot = await calls.observe(parameters, read, given);
    return { snapshot, judged: calls.judge(snapshot, parameters, now()) };
  };
  const { complete } = calls;
  return {
    preflight: async (parameters, context) => {
      const { snapshot, judged } = await look(parameters, context, false);
      const answer = (its: typeof judged) =>
        isReady(its)
          ? { ...ready(its), ...leasing(action, calls, its, parameters, context) }
          : refuse(reasonIn(its));
      const rest = async () =>
        answer(
          calls.judge((await complete?.(snapshot, parameters, read)) ?? snapshot, parameters, context.now()),
        );
      const first = answer(judged);
      return 'ready' in first && complete ? { ...first, rest } : first;
    },
    act: async (parameters, seen, context) => {
      // Nothing has been sent yet, so an error here changed nothing.
      const looked = await Promise.all([look(parameters, context, true), context.recorded]).catch(
        (error: unknown) => errorText(error),
      );
      if (typeof looked === 'string') return refuse(because('looking-failed', { error: looked }));
      const [{ judged: again, snapshot }] = looked;
      if (!isReady(again)) return refuse(reasonIn(again));
      const moved = difference(seen.pin, again.pin);
      if (moved) return refuse(moved);
      const chosen = (seen.chosen ?? []).filter((one) => again.chosen?.includes(one));
      if (seen.chosen && chosen.length === 0)
        return refuse(because('gone-meanwhile', { chosen: seen.chosen.join(', ') }));
      const changes = new Changes(guarded(action, action.changes, clients.changes), () => late(context));
      try {
        const { attempt = '' } = context;
        return await calls.change(parameters, { pin: again.pin, snapshot, chosen, attempt }, changes.send);
      } catch (error) {
        return changes.refusalFor(error, reasons);
      }
    },
    ...(calls.restore ? { taking: takingBack({ action, calls }, calls.restore, clients) } : {}),
    ...(progress ? { progress: (work, parameters) => progress(work, read, parameters) } : {}),
  };
}

/** The values of a temporary change. Both looks give the same, since they follow from the pin. */
function leasing<Parameters extends object, Snapshot, Pin extends Facts>(
  { leased }: Kit<Parameters, Snapshot, Pin>['action'],
  { restore }: Kit<Parameters, Snapshot, Pin>['calls'],
  { pin }: Fit<Pin>,
  parameters: Parameters,
  { attempt }: ActionContext,
): { readonly leased?: LeasedChange } {
  if (!restore || !leased || !attempt) return {};
  const { subject, changed, back } = leased;
  const words = { subject: subject(parameters), changed: changed(parameters), back: back(parameters) };
  return { leased: { ...restore.values(pin, parameters, attempt), ...words } };
}

/** Restores a change with the declared calls, each only while there is time. */
function takingBack<Parameters extends object, Snapshot, Pin extends Facts>(
  { action }: Kit<Parameters, Snapshot, Pin>,
  restore: Restore<Parameters, Pin>,
  clients: KitClients,
): TakingBack<Parameters> {
  const read = guarded(action, action.reads, clients.reads);
  return {
    look: (parameters, lease) => restore.look(parameters, read, lease),
    putBack: async (parameters, lease, context) => {
      const changes = new Changes(guarded(action, action.changes, clients.changes), () => late(context));
      try {
        const by = { send: changes.send, read, now: context.now() };
        const done = await restore.putBack(parameters, lease, by);
        return 'refuse' in done ? refusalFor(done.refuse, action.reasons) : done;
      } catch (error) {
        return changes.refusalFor(error, action.reasons);
      }
    },
  };
}

const late = (context: ActionContext): Reason | undefined => tooLate(context)?.reason;

type Fit<Pin extends Facts> = Extract<Judgement<Pin>, { readonly pin: Pin }>;

const isReady = <Pin extends Facts>(judged: Judgement<Pin>): judged is Fit<Pin> => 'pin' in judged;

const reasonIn = (judged: { readonly refuse: Reason } | { readonly never: Reason }): Reason =>
  'never' in judged ? judged.never : judged.refuse;

const ready = <Pin extends Facts>({
  intends,
  before,
  evidence,
  pin,
  chosen,
}: Fit<Pin>): Ready<Seen<Pin>> => ({
  ready: true,
  intends,
  before,
  evidence,
  seen: { pin, chosen },
});

/** The first field of the pin that has changed. */
function difference(then: Facts, now: Facts): Reason | undefined {
  const shown = (value: Facts[string] | undefined) => [value ?? 'none'].flat().join(', ');
  const what = [...new Set([...Object.keys(then), ...Object.keys(now)])].find(
    (name) => JSON.stringify(then[name]) !== JSON.stringify(now[name]),
  );
  if (what === undefined) return undefined;
  return because('changed-meanwhile', {
    what: inWords(what),
    before: shown(then[what]),
    after: shown(now[what]),
  });
}

/** `primaryDeployment` as people write it. */
const inWords = (name: string): string =>
  `the ${name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)}`;

/** Why an action would be refused at any time, by its own look; undefined if it would not. For doctor. */
export async function whyNever<Parameters extends object, Snapshot, Pin extends Facts>(
  { action, calls }: Kit<Parameters, Snapshot, Pin>,
  clients: Clients,
  parameters: Parameters,
  now: Date,
): Promise<Refusal | undefined> {
  const read: Send = guarded(action, action.reads, clients);
  const seen = await calls.observe(parameters, read, { now, again: false });
  const first = calls.judge(seen, parameters, now);
  const judged =
    isReady(first) && calls.complete
      ? calls.judge(await calls.complete(seen, parameters, read), parameters, now)
      : first;
  return 'never' in judged ? refusalFor(judged.never, action.reasons) : undefined;
}
