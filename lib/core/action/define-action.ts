import type * as z from 'zod/mini';
import type { Reasons } from '../reasons/reason.ts';
import type { Fits } from './fits.ts';
import type { WorkKind } from './work-kinds.ts';

/** Partition, region and account, for ARNs. */
export interface Place {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/** One IAM allow statement that a step needs. */
export interface Permission {
  readonly actions: readonly string[];
  /** Exact ARNs; a bare `*` only together with `anyResourceBecause`. */
  readonly resources: readonly string[];
  /** IAM condition block, as in a policy document. @default - no condition */
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
  /** Why these calls support no narrower resource than `*`. @default - the resources are narrow */
  readonly anyResourceBecause?: string;
}

/** Work that goes on after the call that started it, and that may fail. */
export interface Work<Parameters extends object = Record<string, unknown>> {
  /** The kind of event that reports its end. */
  readonly kind: WorkKind;
  /** What runs: the name of a document, or the ARN of a state machine without version or alias. */
  readonly runOf: (parameters: Parameters, place: Place) => string;
}

/**
 * The AWS FIS action that makes a fault. Its resources are those with the tag `nightshift:drill`.
 * https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html
 */
export interface FisAction {
  /** `aws:ecs:task-cpu-stress` */
  readonly action: string;
  /** The FIS action's name for its targets, and their type: `Tasks`, `aws:ecs:task`. */
  readonly targets: string;
  readonly resourceType: string;
  /** Its parameters without the duration, which the drill sets. @default - none */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Parameters that only the environment knows, with what to fill in. @default - none */
  readonly asks?: Readonly<Record<string, string>>;
  /** The SSM document that it runs, by name; then `parameters` and `asks` are the document's. @default - it runs none */
  readonly document?: string;
}

/** The fault that an action cures, as a drill makes it: see docs/drills.md. */
export interface CuredFault {
  /** What is broken: `a port of its tasks answers nobody`. */
  readonly fault: string;
  /** Whether the fault ends by itself; then a recovery proves nothing without a control. */
  readonly endsByItself: boolean;
  /** @default - FIS has no action for it: the team's document or a person makes the fault */
  readonly fis?: FisAction;
}

/**
 * One remediation action: plain data and pure functions, no AWS call. Read at synth (validation, IAM, network), by Admit
 * (targets to lock) and by the action's own handler (parameters checked again).
 */
export interface Action<Parameters extends object = Record<string, unknown>> {
  /** The folder's name, also its name in runbooks and records: `restart-ecs-tasks`. */
  readonly id: string;
  /** The name that on-call reads, e.g. `Restart ECS tasks`. */
  readonly title: string;
  /** One sentence: what it changes. */
  readonly summary: string;
  /** What users notice while it works, e.g. `One task at a time is replaced; no requests are lost.` */
  readonly disruption: string;
  /** The same for these parameters, if it depends on them. @default - `disruption` */
  readonly disruptionOf?: (parameters: Parameters) => string;
  /** Strict schema of the parameters: unknown keys are rejected. */
  readonly parameters: z.ZodMiniType<Parameters>;
  /** The ARNs that the action touches; locked while an incident works on them. Never empty. */
  readonly targets: (parameters: Parameters, place: Place) => string[];
  /**
   * The ARNs of the targets' parents. They are locked too, so that an instance and its cluster exclude each other. @default -
   * none
   */
  readonly parents?: (parameters: Parameters, place: Place) => string[];
  /** IAM for exactly these parameters. A value may hold `*` if a runbook allows a pattern of targets. */
  readonly permissions: (parameters: Parameters, place: Place) => Permission[];
  /** Texts of its reasons not to act, by code. @default - it has no codes, only text */
  readonly reasons?: Reasons;
  /** Which alarms it suits, with parameters, for `nightshift propose`. Pure. @default - none */
  readonly fits?: Fits;
  /** `vpc`: the Lambda must sit in a network of the environment (`networks`) to reach its target. */
  readonly network: 'aws-apis-only' | 'vpc';
  /** The Lambda's timeout, in seconds. */
  readonly timeoutSeconds: number;
  /** Its change is temporary: see rule 16. @default - the change stays */
  readonly leased?: object;
  /**
   * What its calls were run against. `emulator`: a local AWS, by `test/emulator` or the sandbox. `model`: only the rehearsal's
   * model of its service. `documentation`: the same, and no local AWS here has the calls. @default model
   */
  readonly shown?: 'emulator' | 'model' | 'documentation';
  /** What was not shown that way, in words. @default - nothing */
  readonly notShown?: string;
  /** The most that this many runs in 24 hours add to one target if their changes add up. @default - nothing adds up */
  readonly addsUpTo?: (parameters: Parameters, runs: number) => string;
  /** It can never be undone, so its steps need an approval unless the runbook waives it. @default - it can be undone */
  readonly irreversible?: true;
  /** @default - no work goes on after the call */
  readonly work?: Work<Parameters>;
  /** The fault that a drill makes to see whether it helps. @default - the environment declares one */
  readonly drill?: CuredFault;
}

/** What users notice with these parameters. */
export const disruptionWith = <Parameters extends object>(
  { disruption, disruptionOf }: Pick<Action<Parameters>, 'disruption' | 'disruptionOf'>,
  parameters: Parameters,
): string => disruptionOf?.(parameters) ?? disruption;

/** Declares an action. The identity function: it only fixes the types. */
export const defineAction = <Parameters extends object>(action: Action<Parameters>): Action<Parameters> =>
  action;
