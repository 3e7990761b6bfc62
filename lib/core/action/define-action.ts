import type * as z from 'zod/mini';
import type { Reasons } from '../reasons/reason.ts';
import type { Fits } from './fits.ts';
import type { WorkKind } from './work-kinds.ts';

/** Where a plan is resolved: what an ARN is made of. */
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
  /** Why no narrower resource than `*` exists for these calls. @default - the resources are narrow */
  readonly anyResourceBecause?: string;
}

/** Work that goes on after the call that began it, and that may still fail. */
export interface Work<Parameters extends object = Record<string, unknown>> {
  /** By which event AWS says that it has ended. */
  readonly kind: WorkKind;
  /** What it is a run of: the name of a document, or the ARN of a state machine without version or alias. */
  readonly runOf: (parameters: Parameters, place: Place) => string;
}

/**
 * The action of AWS FIS that makes a fault. The resources are those with the tag `nightshift:drill`.
 * https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html
 */
export interface FisAction {
  /** `aws:ecs:task-cpu-stress` */
  readonly action: string;
  /** What the action calls its resources, and of which type they are: `Tasks`, `aws:ecs:task`. */
  readonly targets: string;
  readonly resourceType: string;
  /** Its parameters but for the duration, which the drill gives. @default - none */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Parameters that only the environment knows, and what they have to say. @default - none */
  readonly asks?: Readonly<Record<string, string>>;
  /** The SSM document that it runs, by name; `parameters` and `asks` are the document's then. @default - it runs none */
  readonly document?: string;
}

/** The fault that an action cures, as a drill makes it: see docs/drills.md. */
export interface CuredFault {
  /** What is broken: `a port of its tasks answers nobody`. */
  readonly fault: string;
  /** Whether it would be over at its end without anybody's help; then a recovery proves nothing without a control. */
  readonly endsByItself: boolean;
  /** @default - FIS has no action for it: a document of the team's breaks it, or a person */
  readonly fis?: FisAction;
}

/**
 * One remediation action: plain data and pure functions, no AWS call. It is read at synth (validation, IAM,
 * network), by Admit (targets to lock) and by the action's own handler (parameters checked again).
 */
export interface Action<Parameters extends object = Record<string, unknown>> {
  /** The folder's name, and what runbooks and records call it, e.g. `restart-ecs-tasks`. */
  readonly id: string;
  /** What the person on call reads as the state's name, e.g. `Restart ECS tasks`. */
  readonly title: string;
  /** One sentence: what it changes. */
  readonly summary: string;
  /** What users notice while it works, e.g. `One task at a time is replaced; no requests are lost.` */
  readonly disruption: string;
  /** Strict schema of the parameters: unknown keys are rejected. */
  readonly parameters: z.ZodMiniType<Parameters>;
  /** The ARNs that the action touches; locked while an incident works on them. Never empty. */
  readonly targets: (parameters: Parameters, place: Place) => string[];
  /** The ARNs of what the targets lie in; locked, too, so that an instance and its cluster exclude each other. @default - none */
  readonly parents?: (parameters: Parameters, place: Place) => string[];
  /** IAM for exactly these parameters. A value may hold `*` where a runbook allows a pattern of targets. */
  readonly permissions: (parameters: Parameters, place: Place) => Permission[];
  /** Texts of its reasons not to act, by code. @default - it says why in its own words */
  readonly reasons?: Reasons;
  /** Which alarms it suits, with parameters: `nightshift propose` asks. Pure. @default - it proposes itself for none */
  readonly fits?: Fits;
  /** `vpc`: the Lambda must sit in a network of the environment (`networks`) to reach its target. */
  readonly network: 'aws-apis-only' | 'vpc';
  /** The Lambda's timeout, in seconds. */
  readonly timeoutSeconds: number;
  /** What it changes is taken back: see rule 16. @default - it stays */
  readonly leased?: object;
  /**
   * What its calls were run against. `emulator`: a local AWS, by `test/emulator` or the sandbox. `model`: the rehearsal's model
   * of its service alone. `documentation`: the same, and no local AWS here has the calls. @default model
   */
  readonly shown?: 'emulator' | 'model' | 'documentation';
  /** What of it was not shown in that way, in words. @default - nothing */
  readonly notShown?: string;
  /** What so many runs add to one target at most, where what they add stays: the cap of a day. @default - nothing adds up */
  readonly addsUpTo?: (parameters: Parameters, runs: number) => string;
  /** It can never be taken back, so its steps need an approval where the runbook does not say otherwise. @default - it can */
  readonly irreversible?: true;
  /** @default - nothing goes on after the call */
  readonly work?: Work<Parameters>;
  /** What a drill breaks to see whether it helps. @default - the environment has to say */
  readonly drill?: CuredFault;
}

/** Declares an action. The identity function: it only fixes the types. */
export const defineAction = <Parameters extends object>(action: Action<Parameters>): Action<Parameters> =>
  action;
