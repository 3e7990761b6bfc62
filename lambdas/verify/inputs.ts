import { type StageInput, takes } from '#core/aws/stage-input';
import { VerifyInput } from './contract.ts';
import type { VerifyServices } from './services.ts';
import { verify } from './verify.ts';

export const verifyInputs: readonly StageInput<VerifyServices>[] = [
  takes(VerifyInput, verify, { incident: ({ incident }) => incident }),
];
