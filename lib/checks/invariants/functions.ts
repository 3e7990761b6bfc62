import type * as z from 'zod/mini';
import { ActInput, ActOutput } from '#action/run/contract';
import type { DeployedRunbook } from '#core/runbook/runbook';
import { AdmitInput, AdmitOutput } from '#lambdas/admit/contract';
import { PageInput, PageOutput } from '#lambdas/page/contract';
import { VerifyInput, VerifyOutput } from '#lambdas/verify/contract';
import { stageTimeoutSeconds } from '#workflow/states';
import {
  actionFunction,
  admitFunction,
  pageFunction,
  placeholder,
  verifyFunction,
} from '#workflow/substitutions';

/** A Lambda that a definition may call: its contract, and how long it may take. */
export interface Called {
  readonly input: z.ZodMiniObject;
  readonly output: z.ZodMiniObject;
  readonly timeoutSeconds: number;
}

const { admit, verify, page } = stageTimeoutSeconds;

const stages: ReadonlyArray<readonly [string, Called]> = [
  [admitFunction, { input: AdmitInput, output: AdmitOutput, timeoutSeconds: admit }],
  [verifyFunction, { input: VerifyInput, output: VerifyOutput, timeoutSeconds: verify }],
  [pageFunction, { input: PageInput, output: PageOutput, timeoutSeconds: page }],
];

/** The Lambdas that a runbook's definition may call, by the placeholder that stands for them. */
export const functionsOf = ({ steps }: DeployedRunbook): ReadonlyMap<string, Called> =>
  new Map(
    [
      ...steps.map(
        (step) =>
          [
            actionFunction(step),
            { input: ActInput, output: ActOutput, timeoutSeconds: longestOf(steps, step) },
          ] as const,
      ),
      ...stages,
    ].map(([name, called]) => [placeholder(name), called]),
  );

/** One Lambda may stand behind several steps. */
const longestOf = (steps: DeployedRunbook['steps'], step: DeployedRunbook['steps'][number]): number =>
  Math.max(
    ...steps
      .filter((one) => actionFunction(one) === actionFunction(step))
      .map(({ timeoutSeconds }) => timeoutSeconds),
  );
